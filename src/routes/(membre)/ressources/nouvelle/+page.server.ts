import { error, fail, redirect } from '@sveltejs/kit';
import * as files from '$lib/files/files.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orRefuse } from '$lib/platform/errors.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';
import * as people from '$lib/people/people.server';
import * as editing from '$lib/resources/editing.server';
import { readResource } from '$lib/resources/form.server';
import { choices } from '$lib/resources/vocabularies.server';

export const load = async ({ locals, url }) =>
	locals.db(async (db) => ({
		id: newId(),
		/** « Partager une ressource ici ». */
		space: url.searchParams.get('espace'),
		choices: await choices(db, getLocale()),
		organisations: await people.myOrganisations(db),
		uploadLimit: runtime().configuration.uploadLimit
	}));

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const sent = await readResource(await request.formData(), locals.db);
		if (!sent.values) {
			const kept = await locals.db((db) => files.described(db, [sent.typed['files'] ?? []].flat()));
			return fail(422, { ...sent, kept });
		}
		const slug = await orRefuse(locals.db((db) => editing.create(db, sent.values, sent.files)));
		redirect(
			303,
			`/ressources/${slug}?fait=${sent.values.intent === 'publish' ? 'published' : sent.values.intent === 'propose' ? 'proposed' : 'saved'}`
		);
	}
};
