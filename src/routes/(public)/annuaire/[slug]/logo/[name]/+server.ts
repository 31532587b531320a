import { serveFile } from '$lib/files/serving.server';
import { logoOf } from '$lib/organisations/organisations.server';
import { orNotFound } from '$lib/platform/errors.server';

/** One width of the logo (`320.webp`), under the viewer's rights. */
export const GET = async ({ request, params, locals }) => {
	const file = orNotFound(await locals.db((db) => logoOf(db, params.slug)));
	return serveFile(locals.db, request, file, params.name);
};
