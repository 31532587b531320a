import { error, fail, redirect } from '@sveltejs/kit';
import { pathToDocument } from '$lib/documents/document';
import * as documents from '$lib/documents/documents.server';
import { namedSchema, settingsSchema } from '$lib/documents/schema';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';

async function managed(db: Database, { slug, id }: { slug: string; id: string }) {
	const document = orNotFound(await documents.head(db, slug, id));
	if (!document.manages || document.archivedAt) error(403, 'refused');
	return document;
}

export const load = async ({ locals, params, url }) =>
	locals.db(async (db) => {
		const document = await managed(db, params);
		return { document, people: await documents.people(db, document), done: url.searchParams.get('fait') };
	});

export const actions = {
	save: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), settingsSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		const saved = await orRefuse(locals.db(async (db) => documents.save(db, (await managed(db, params)).id, values)));
		if (!saved) return fail(409, { conflict: true });
		redirect(303, `${pathToDocument(params.slug, params.id)}?fait=saved`);
	},
	name: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), namedSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		await orRefuse(locals.db(async (db) => documents.name(db, (await managed(db, params)).id, values)));
		redirect(303, `${pathToDocument(params.slug, params.id)}/reglages?fait=named`);
	}
};
