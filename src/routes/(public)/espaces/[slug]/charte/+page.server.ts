import { error, fail, redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { renderMarkdown } from '$lib/platform/markdown.server';
import * as charters from '$lib/spaces/charters.server';
import * as membership from '$lib/spaces/membership.server';
import { acceptanceSchema, charterSchema } from '$lib/spaces/schema';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, parent }) => {
	const { space, door } = await parent();
	// At the door as inside: who is expected reads it before they take part.
	const id = orNotFound(space?.id ?? (door?.expected ? door.id : null));
	const charter = await locals.db((db) => (locals.claims ? charters.latest(db, id) : charters.publicLatest(db, id)));
	orNotFound(charter ?? (space?.facilitated || null));
	return {
		charter,
		html: charter?.body ? renderMarkdown(charter.body, { headingFrom: 3 }) : null,
		ids: { charter: newId(), acceptance: newId() }
	};
};

export const actions = {
	publish: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), charterSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		await orRefuse(
			locals.db(async (db) => {
				const space = orNotFound(await spaces.headOf(db, params.slug, getLocale()));
				await charters.publish(db, space.id, values);
			})
		);
		redirect(303, `/espaces/${params.slug}/charte?fait=${values.body ? 'charter-published' : 'charter-withdrawn'}`);
	},
	accept: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const { values } = readForm(await request.formData(), acceptanceSchema);
		const { id, charter, signs } = orNotFound(values);
		const answer = await orRefuse(
			membership.ruleMet(locals.db((db) => charters.accept(db, id, charter, signs === 'me' ? null : signs)))
		);
		redirect(303, `/espaces/${params.slug}/charte?fait=${'rule' in answer ? answer.rule : 'charter-accepted'}`);
	}
};
