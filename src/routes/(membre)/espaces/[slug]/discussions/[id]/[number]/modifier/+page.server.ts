import { error, fail, redirect } from '@sveltejs/kit';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import type { Database } from '$lib/platform/database.server';
import { readForm } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';
import * as attachments from '$lib/threads/attachments.server';
import { previewed, readPost, shownAgain } from '$lib/threads/form.server';
import { editSchema, withdrawSchema } from '$lib/threads/schema';
import { pathToThread } from '$lib/threads/thread';
import * as writing from '$lib/threads/writing.server';

interface Params {
	slug: string;
	id: string;
	number: string;
}

async function postAt(db: Database, { slug, id, number }: Params) {
	const wanted = isId(id) && /^\d{1,7}$/.test(number);
	return orNotFound(wanted ? await writing.writable(db, slug, id, Number(number)) : null);
}

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(429, 'too-many');
}

const done = ({ slug, id, number }: Params, what: string) => {
	const [path, anchor] = pathToThread(slug, id, Number(number)).split('#');
	redirect(303, `${path}${path?.includes('?') ? '&' : '?'}fait=${what}#${anchor}`);
};

export const load = async ({ locals, params }) => {
	const back = pathToThread(params.slug, params.id, Number(params.number));
	const { uploadLimit } = runtime().configuration;
	return locals.db(async (db) => {
		const post = await postAt(db, params);
		return { post, held: await attachments.of(db, post.id), slug: params.slug, back, uploadLimit };
	});
};

/** Files that are sent again for the same post are the same ones. */
const ownerOf = ({ id, number }: Params) => `${id}/${number}`;

export const actions = {
	preview: async ({ request, locals, params }) => {
		await allowed(locals);
		return previewed(locals.db, params.slug, await request.formData(), ownerOf(params));
	},
	edit: async ({ request, locals, params }) => {
		await allowed(locals);
		const data = await request.formData();
		const form = await readPost(data, editSchema, locals.db, ownerOf(params));
		if (form.problems) return fail(422, form);
		const refused = await orRefuse(locals.db(async (db) => writing.edit(db, await postAt(db, params), form.values)));
		if (refused) return fail(409, { ...(await shownAgain(data, locals.db)), conflict: refused.conflict });
		done(params, 'modifie');
	},
	withdraw: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), withdrawSchema);
		if (!form.values) return fail(422, form);
		await orRefuse(locals.db(async (db) => writing.withdraw(db, (await postAt(db, params)).id, form.values.reason)));
		done(params, 'retire');
	}
};
