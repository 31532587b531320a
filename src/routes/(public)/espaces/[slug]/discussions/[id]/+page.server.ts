import { error, fail, redirect } from '@sveltejs/kit';
import type { z } from 'zod';
import * as notifications from '$lib/notifications/notifications.server';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId, newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';
import * as follows from '$lib/threads/follows.server';
import { previewed, readPost, saidOtherwise } from '$lib/threads/form.server';
import * as posts from '$lib/threads/posts.server';
import { changeSchema, followSchema, keepSchema, reactSchema, replySchema } from '$lib/threads/schema';
import { numberIn, pathToThread } from '$lib/threads/thread';
import * as writing from '$lib/threads/writing.server';

/** Two statements at most, and a third that keeps until where one has read. */
export const load = async ({ locals, params, url }) => {
	orNotFound(isId(params.id) || null);
	const quote = numberIn(url, 'citer');
	const wanted = { page: quote ? ('last' as const) : (numberIn(url, 'page') ?? 1), quote };
	const found = await locals.db(async (db) => {
		const read = await posts.read(db, params.slug, params.id, wanted);
		const last = read?.posts.at(-1)?.number ?? 0;
		if (read && read.thread.read !== null) {
			if (last > read.thread.read) await follows.keepReading(db, params.id, last);
			else await notifications.readObject(db, params.id, read.thread.read);
		}
		return read;
	});
	const { thread, page, pages } = orNotFound(found);
	orNotFound(page <= pages || null);
	return {
		...orNotFound(found),
		replyId: newId(),
		uploadLimit: runtime().configuration.uploadLimit,
		live: { room: `thread:${thread.id}` as const, version: thread.version },
		canonical: `${runtime().configuration.origin}${url.pathname}${page > 1 ? `?page=${page}` : ''}`,
		indexable: thread.space.visibility === 'public' && !thread.space.hidden,
		done: url.searchParams.get('fait')
	};
};

interface Act<T, R> {
	event: { request: Request; locals: App.Locals; params: { slug: string; id: string } };
	schema: z.ZodType<T>;
	work: (db: Database, values: T) => Promise<R>;
}

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(claims ? 429 : 403, claims ? 'too-many' : 'refused');
}

/** What its form says is done, for who may. @returns the refusal of a form, else what was done. */
async function act<T, R>({ event, schema, work }: Act<T, R>) {
	await allowed(event.locals);
	const form = readForm(await event.request.formData(), schema);
	if (form.problems) return { refusal: fail(422, form) };
	return { done: await orRefuse(event.locals.db((db) => work(db, form.values))) };
}

export const actions = {
	preview: async ({ request, locals, params }) => {
		await allowed(locals);
		const data = await request.formData();
		return previewed(locals.db, params.slug, data, String(data.get('id')));
	},
	reply: async ({ request, locals, params: { slug, id } }) => {
		await allowed(locals);
		const data = await request.formData();
		const form = await readPost(data, replySchema, locals.db, String(data.get('id')));
		if (form.problems) return fail(422, form);
		const number = await orRefuse(locals.db((db) => writing.reply(db, slug, id, form.values)));
		if (number === 'otherwise') {
			data.set('id', newId());
			return fail(409, await saidOtherwise(data, locals.db));
		}
		redirect(303, pathToThread(slug, id, orNotFound(number)));
	},
	react: async (event) => {
		await act({ event, schema: reactSchema, work: (db, { post, kind }) => writing.react(db, post, kind) });
		back(event);
	},
	keep: async (event) => {
		await act({ event, schema: keepSchema, work: (db, { post, kept }) => writing.keep(db, post, kept) });
		back(event);
	},
	follow: async (event) => {
		await act({
			event,
			schema: followSchema,
			work: (db, { level }) => follows.followThread(db, event.params.id, level)
		});
		back(event);
	},
	change: async (event) => {
		const changed = await act({
			event,
			schema: changeSchema,
			work: (db, values) => writing.change(db, event.params.id, values)
		});
		if (changed.refusal) return changed.refusal;
		if (!changed.done) error(409, 'conflict');
		redirect(303, `${pathToThread(event.params.slug, event.params.id)}?fait=discussion`);
	}
};

/** To the post on which one acted: its number comes with the address. */
function back({ params, url }: { params: { slug: string; id: string }; url: URL }): never {
	redirect(303, pathToThread(params.slug, params.id, numberIn(url, 'message') ?? undefined));
}
