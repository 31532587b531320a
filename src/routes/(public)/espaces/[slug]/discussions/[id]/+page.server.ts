import { error, fail, redirect } from '@sveltejs/kit';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm, textFields } from '$lib/platform/forms.server';
import { isId, newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';
import * as posts from '$lib/threads/posts.server';
import { replySchema } from '$lib/threads/schema';
import { pageIn, pathToThread } from '$lib/threads/thread';

export const load = async ({ locals, params, url }) => {
	orNotFound(isId(params.id) || null);
	const page = pageIn(url);
	const found = orNotFound(await locals.db((db) => posts.read(db, params.slug, params.id, page)));
	orNotFound(page <= found.pages || null);
	const { id, version, space } = found.thread;
	return {
		...found,
		replyId: newId(),
		live: { room: `thread:${id}` as const, version },
		canonical: `${runtime().configuration.origin}${url.pathname}${page > 1 ? `?page=${page}` : ''}`,
		indexable: space.visibility === 'public' && !space.hidden,
		done: url.searchParams.get('fait')
	};
};

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(claims ? 429 : 403, claims ? 'too-many' : 'refused');
}

export const actions = {
	preview: async ({ request, locals }) => {
		const typed = textFields(await request.formData());
		const preview = await locals.db((db) => posts.preview(db, String(typed['body'] ?? '')));
		return { typed, preview };
	},
	reply: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), replySchema);
		if (!form.values) return fail(422, form);
		const number = await orRefuse(locals.db((db) => posts.reply(db, params.slug, params.id, form.values)));
		redirect(303, pathToThread(params.slug, params.id, orNotFound(number)));
	}
};
