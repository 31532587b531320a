import { error } from '@sveltejs/kit';
import * as files from '$lib/files/files.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';
import * as resources from '$lib/resources/resources.server';

export const load = async ({ locals, params }) => {
	if (!isId(params.id)) error(404, 'not-found');
	return locals.db(async (db) => {
		const resource = orNotFound(await resources.findBySlug(db, params.slug, getLocale()));
		const file = orNotFound(resource.files.find((candidate) => candidate.id === params.id));
		return {
			resource: { slug: resource.slug, title: resource.title, language: resource.language },
			file,
			text: orNotFound(await files.textOf(db, file.id))
		};
	});
};
