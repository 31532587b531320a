import { orNotFound } from '$lib/platform/errors.server';
import { markdownToText } from '$lib/platform/markdown.server';
import { listOf } from '$lib/threads/thread';
import * as threads from '$lib/threads/threads.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(space);
	const list = listOf(url);
	const after = url.searchParams.get('avant');
	const { threads: found, next } = await locals.db((db) => threads.list(db, id, list, after));
	return {
		list,
		first: !after,
		next,
		threads: found.map((thread) => ({ ...thread, lastSaid: thread.lastSaid && markdownToText(thread.lastSaid) }))
	};
};
