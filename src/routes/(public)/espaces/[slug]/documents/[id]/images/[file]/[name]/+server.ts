import { serveFile } from '$lib/files/serving.server';

/** One width of a picture (`640.webp`), under the viewer's rights. */
export const GET = ({ request, params, locals }) => serveFile(locals.db, request, params.file, params.name);
