import { error, fail, redirect } from '@sveltejs/kit';
import { fileType } from '$lib/files/file';
import * as files from '$lib/files/files.server';
import { problemSentence } from '$lib/files/problems.server';
import * as editing from '$lib/organisations/editing.server';
import * as organisations from '$lib/organisations/organisations.server';
import { logoSchema } from '$lib/organisations/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';

/** Bytes: what a phone takes; it is drawn again, small. */
const most = 10_000_000;

async function written(db: Database, slug: string) {
	const found = orNotFound(await organisations.findBySlug(db, slug, getLocale(), true));
	return orNotFound(found.mayWrite ? found : null);
}

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const { slug, name, logo } = await written(db, params.slug);
		return { organisation: { slug, name, logo } };
	});

export const actions = {
	save: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('upload', locals.claims.sub))) error(429, 'too-many');
		const { id } = await locals.db((db) => written(db, params.slug));
		const data = await request.formData();
		const form = readForm(data, logoSchema);
		if (!form.values) return fail(422, form);
		const { alternative } = form.values;
		const refused = (upload: string) => fail(422, { typed: { alternative }, problems: { upload } });
		const sent = data.get('upload');
		if (!(sent instanceof File) || !sent.name) {
			const done = await orRefuse(locals.db((db) => editing.describeLogo(db, params.slug, alternative)));
			if (done) redirect(303, `/annuaire/${params.slug}?fait=logo`);
			return refused(m.organisation_problem_logo());
		}
		const bytes = new Uint8Array(await sent.arrayBuffer());
		const brought = await files.bring(locals.db, files.idOfContent(id, bytes), sent.name, bytes, most);
		if ('problem' in brought && brought.problem !== 'unknown_type')
			return refused(problemSentence(brought.problem, most));
		// The catalogue takes other kinds of files, which would be of no help here.
		if ('problem' in brought || fileType(brought.mediaType)?.family !== 'image')
			return refused(m.organisation_problem_logo());
		await orRefuse(locals.db((db) => editing.setLogo(db, params.slug, { file: brought.id, alternative })));
		redirect(303, `/annuaire/${params.slug}?fait=logo`);
	},
	remove: async ({ locals, params }) => {
		await orRefuse(locals.db((db) => editing.setLogo(db, params.slug, null)));
		redirect(303, `/annuaire/${params.slug}?fait=sans-logo`);
	}
};
