import { serveFile } from '$lib/files/serving.server';

/** The file, or one width of an image (`320.webp`), under the viewer's rights. */
export const GET = ({ request, params, locals }) => serveFile(locals.db, request, params.id, params.name);
