import { error, json } from '@sveltejs/kit';
import { limits } from '$lib/documents/document';
import * as documents from '$lib/documents/documents.server';
import * as pictures from '$lib/documents/pictures.server';
import { problemSentence } from '$lib/files/problems.server';
import { serveFile } from '$lib/files/serving.server';
import * as m from '$lib/paraglide/messages';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { cleanText } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

/** The picture as it was brought, at most 1 600 pixels a side. */
export const GET = ({ request, params, locals }) => serveFile(locals.db, request, params.file, 'original');

/** Brings a picture under an id that the editor made, with what it says to those who do not see it. */
export const PUT = async ({ request, params, url, locals }) => {
	if (!locals.claims) error(401, 'signed-out');
	if (!isId(params.file)) error(400, 'bad-id');
	if (!(await allow('upload', locals.claims.sub))) error(429, 'too-many');
	const document = orNotFound(await locals.db((db) => documents.head(db, params.slug, params.id)));
	if (!document.writes) error(403, 'refused');
	const says = cleanText(url.searchParams.get('texte') ?? '');
	if (!says || says.length > limits.alternative) return refusal(m.documents_problem_alternative());
	if (Number(request.headers.get('content-length') ?? 0) > pictures.most)
		return refusal(problemSentence('too_large', pictures.most));
	const bytes = new Uint8Array(await request.arrayBuffer());
	const sent = { id: params.file, name: url.searchParams.get('nom') ?? '', bytes };
	const { problem } = await orRefuse(pictures.bring(locals.db, document.id, sent));
	return problem ? refusal(problemSentence(problem, pictures.most)) : json({ id: sent.id, says }, { status: 201 });
};

const refusal = (problem: string) => json({ problem }, { status: 422 });
