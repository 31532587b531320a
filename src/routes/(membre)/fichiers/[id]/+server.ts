import { error, json } from '@sveltejs/kit';
import { problemSentence } from '$lib/files/problems.server';
import * as files from '$lib/files/files.server';
import { isId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';

/** Brings one file under an id that the page made: sent twice, it is one file; cut, it is none. */
export async function PUT({ request, params, url, locals }) {
	if (!locals.claims) error(401, 'signed-out');
	if (!isId(params.id)) error(400, 'bad-id');
	if (!(await allow('upload', locals.claims.sub))) error(429, 'too-many');
	const { uploadLimit } = runtime().configuration;
	if (Number(request.headers.get('content-length') ?? 0) > uploadLimit) return refusal('too_large');
	const bytes = new Uint8Array(await request.arrayBuffer());
	const brought = await files.bring(locals.db, params.id, url.searchParams.get('nom') ?? '', bytes, uploadLimit);
	if ('problem' in brought) return refusal(brought.problem);
	return json({ id: brought.id, name: brought.name, size: brought.size }, { status: 201 });
}

export async function DELETE({ params, locals }) {
	if (!locals.claims || !isId(params.id)) error(404, 'not-found');
	await locals.db((db) => files.forget(db, params.id));
	return new Response(null, { status: 204 });
}

const refusal = (problem: Parameters<typeof problemSentence>[0]) =>
	json({ problem: problemSentence(problem) }, { status: 422 });
