import { serveFile } from '$lib/files/serving.server';

/** A file of a post, or the small width of a picture, under the viewer's rights. */
export const GET = ({ request, params, locals }) => serveFile(locals.db, request, params.file, params.name);
