import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';
import * as posts from '$lib/threads/posts.server';
import { pathToThread } from '$lib/threads/thread';

export const load = async ({ locals, params }) => {
	const { slug, id } = params;
	const number = Number(params.number);
	const wanted = isId(id) && /^\d{1,7}$/.test(params.number);
	const found = wanted ? await locals.db((db) => posts.history(db, slug, id, number)) : null;
	return { ...orNotFound(found), number, back: pathToThread(slug, id, number) };
};
