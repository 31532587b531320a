import { error, fail, redirect } from '@sveltejs/kit';
import { pathToDocument } from '$lib/documents/document';
import * as documents from '$lib/documents/documents.server';
import { documentSchema } from '$lib/documents/schema';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, params }) => {
	const space = orNotFound(await locals.db((db) => spaces.headOf(db, params.slug, getLocale())));
	if (!space.writing || space.archivedAt) error(403, 'refused');
	return { id: newId(), space, locale: getLocale() };
};

export const actions = {
	default: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), documentSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		await orRefuse(
			locals.db(async (db) => {
				const { id } = orNotFound(await spaces.headOf(db, params.slug, getLocale()));
				await documents.open(db, id, values);
			})
		);
		redirect(303, `${pathToDocument(params.slug, values.id)}?fait=opened`);
	}
};
