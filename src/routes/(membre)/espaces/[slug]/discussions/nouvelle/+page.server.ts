import { error, fail, redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm, textFields } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import * as spaces from '$lib/spaces/spaces.server';
import * as posts from '$lib/threads/posts.server';
import { threadSchema } from '$lib/threads/schema';
import { pathToThread } from '$lib/threads/thread';
import * as threads from '$lib/threads/threads.server';

export const load = async ({ locals, params }) => {
	const space = await locals.db((db) => spaces.headOf(db, params.slug, getLocale()));
	const { slug, name, writing } = orNotFound(space);
	if (!writing) error(403, 'refused');
	return { space: { slug, name }, id: newId(), post: newId() };
};

export const actions = {
	preview: async ({ request, locals }) => {
		const typed = textFields(await request.formData());
		const preview = await locals.db((db) => posts.preview(db, String(typed['body'] ?? '')));
		return { typed, preview };
	},
	open: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), threadSchema);
		if (!form.values) return fail(422, form);
		const opened = await orRefuse(locals.db((db) => threads.open(db, params.slug, form.values, getLocale())));
		orNotFound(opened || null);
		redirect(303, pathToThread(params.slug, form.values.id));
	}
};
