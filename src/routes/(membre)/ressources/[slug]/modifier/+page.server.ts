import { error, fail, redirect } from '@sveltejs/kit';
import * as files from '$lib/files/files.server';
import { getLocale } from '$lib/paraglide/runtime';
import * as m from '$lib/paraglide/messages';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';
import * as people from '$lib/people/people.server';
import * as editing from '$lib/resources/editing.server';
import { readResource } from '$lib/resources/form.server';
import * as resources from '$lib/resources/resources.server';
import { choices } from '$lib/resources/vocabularies.server';

export const load = async ({ locals, params }) =>
	locals.db(async (db) => {
		const resource = orNotFound(await resources.findBySlug(db, params.slug, getLocale()));
		const values = orNotFound(await editing.valuesOf(db, resource.id));
		return {
			values,
			status: resource.status,
			title: resource.title,
			slug: resource.slug,
			files: await files.described(db, values.files),
			choices: await choices(db, getLocale(), values.territories),
			// A documentaliste edits what others publish: their organisation and space stay among the choices.
			organisation: resource.organisation,
			space: resource.space,
			organisations: await people.myOrganisations(db),
			uploadLimit: runtime().configuration.uploadLimit
		};
	});

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const data = await request.formData();
		const sent = await readResource(data, locals.db);
		const kept = () => locals.db((db) => files.described(db, data.getAll('files[]').map(String)));
		if (!sent.values) return fail(422, { ...sent, kept: await kept(), conflict: null });
		const met = await orRefuse(
			ruleMet(
				locals.db((db) => editing.revise(db, sent.values, sent.files, sent.was)),
				'moderated'
			)
		);
		const named = () => locals.db(sent.named);
		const typed = { ...sent.values, keywords: sent.values.keywords?.join(', ') ?? '' };
		if ('rule' in met)
			return fail(409, {
				typed,
				named: await named(),
				kept: await kept(),
				problems: { visibility: m.report_held() },
				conflict: null
			});
		const done = orNotFound(met.done);
		if ('conflict' in done) {
			const version = String(done.conflict.version);
			return fail(409, {
				typed: { ...typed, version },
				named: await named(),
				kept: await kept(),
				problems: {},
				conflict: done.conflict
			});
		}
		redirect(
			303,
			`/ressources/${done.slug}?fait=${sent.values.intent === 'publish' ? 'published' : sent.values.intent === 'propose' ? 'proposed' : 'saved'}`
		);
	}
};
