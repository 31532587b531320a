import { error, fail, redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import * as spaces from '$lib/spaces/spaces.server';
import { previewed } from '$lib/threads/form.server';
import { threadSchema } from '$lib/threads/schema';
import { pathToThread } from '$lib/threads/thread';
import * as writing from '$lib/threads/writing.server';

export const load = async ({ locals, params }) => {
	const space = await locals.db((db) => spaces.headOf(db, params.slug, getLocale()));
	const { slug, name, writing: mayWrite } = orNotFound(space);
	if (!mayWrite) error(403, 'refused');
	return { space: { slug, name }, id: newId(), post: newId() };
};

export const actions = {
	preview: async ({ request, locals, params }) => previewed(locals.db, params.slug, await request.formData()),
	open: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), threadSchema);
		if (!form.values) return fail(422, form);
		const opened = await orRefuse(locals.db((db) => writing.open(db, params.slug, form.values, getLocale())));
		orNotFound(opened || null);
		redirect(303, pathToThread(params.slug, form.values.id));
	}
};
