import { error, fail, redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';
import * as spaces from '$lib/spaces/spaces.server';
import { previewed, readPost, saidOtherwise } from '$lib/threads/form.server';
import { threadSchema } from '$lib/threads/schema';
import { pathToThread } from '$lib/threads/thread';
import * as writing from '$lib/threads/writing.server';

export const load = async ({ locals, params }) => {
	const space = await locals.db((db) => spaces.headOf(db, params.slug, getLocale()));
	const { slug, name, writing: mayWrite } = orNotFound(space);
	if (!mayWrite) error(403, 'refused');
	return { space: { slug, name }, id: newId(), post: newId(), uploadLimit: runtime().configuration.uploadLimit };
};

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(429, 'too-many');
}

export const actions = {
	preview: async ({ request, locals, params }) => {
		await allowed(locals);
		const data = await request.formData();
		return previewed(locals.db, params.slug, data, String(data.get('post')));
	},
	open: async ({ request, locals, params }) => {
		await allowed(locals);
		const data = await request.formData();
		const form = await readPost(data, threadSchema, locals.db, String(data.get('post')));
		if (form.problems) return fail(422, form);
		const opened = await orRefuse(locals.db((db) => writing.open(db, params.slug, form.values, getLocale())));
		if (orNotFound(opened) === 'otherwise') {
			data.set('id', newId());
			data.set('post', newId());
			return fail(409, await saidOtherwise(data, locals.db));
		}
		redirect(303, pathToThread(params.slug, form.values.id));
	}
};
