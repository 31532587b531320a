import { error, fail, redirect } from '@sveltejs/kit';
import { pathToVersions } from '$lib/documents/document';
import * as documents from '$lib/documents/documents.server';
import { versionSchema } from '$lib/documents/schema';
import { refresh } from '$lib/documents/states.server';
import * as versions from '$lib/documents/versions.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

const size = 20;

export const load = async ({ locals, params, url }) => {
	const before = Number(url.searchParams.get('avant')) || null;
	const { document, found } = await locals.db(async (db) => {
		const document = orNotFound(await documents.remembered(db, params.slug, params.id));
		return { document, found: await versions.list(db, document.id, before, size + 1) };
	});
	return {
		id: newId(),
		document,
		versions: found.slice(0, size),
		first: !before,
		next: found.length > size ? String(found[size - 1]?.number) : null,
		done: url.searchParams.get('fait')
	};
};

export const actions = {
	/** Names what the document says now. */
	default: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), versionSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		const { id } = orNotFound(await locals.db((db) => documents.remembered(db, params.slug, params.id)));
		await refresh(id);
		await orRefuse(locals.db((db) => versions.keep(db, id, values)));
		redirect(303, `${pathToVersions(params.slug, id)}?fait=kept`);
	}
};
