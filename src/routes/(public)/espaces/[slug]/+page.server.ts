import { error, redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { allow } from '$lib/platform/limits.server';
import { renderMarkdown } from '$lib/platform/markdown.server';
import * as editing from '$lib/spaces/editing.server';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, parent }) => {
	const { space } = await parent();
	const presentation = await locals.db((db) => spaces.presentation(db, space.id, getLocale()));
	return {
		presentation,
		mandate: presentation.mandate ? renderMarkdown(presentation.mandate, { headingFrom: 3 }) : null
	};
};

export const actions = {
	/** Read only from now on, or again as it was. */
	archive: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const archived = (await request.formData()).get('archived') === '1';
		const done = await orRefuse(locals.db((db) => editing.setArchived(db, params.slug, archived)));
		orNotFound(done || null);
		redirect(303, `/espaces/${params.slug}?fait=${archived ? 'archived' : 'reopened'}`);
	}
};
