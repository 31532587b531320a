import { Feed } from 'feed';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';
import { pathToThread, pathToThreads } from '$lib/threads/thread';
import { latest } from '$lib/threads/threads.server';

/** The fifty threads of a public space that moved last (RFC 4287); a space kept out of search engines has no feed. */
export async function GET({ locals, params }) {
	const { origin } = runtime().configuration;
	const { network, space, threads } = orNotFound(await locals.db((db) => latest(db, params.slug, 50)));
	const page = `${origin}${pathToThreads(params.slug)}`;
	const feed = new Feed({
		id: `${page}.atom`,
		link: page,
		feedLinks: { atom: `${page}.atom` },
		title: `${m.threads_of({ name: space })} – ${network}`,
		language: getLocale(),
		updated: threads[0]?.lastPostedAt ?? new Date(0),
		copyright: network
	});
	for (const thread of threads) {
		feed.addItem({
			id: `urn:uuid:${thread.id}`,
			title: thread.title,
			link: `${origin}${pathToThread(params.slug, thread.id)}`,
			description: thread.begins,
			date: thread.lastPostedAt,
			published: thread.createdAt,
			author: [{ name: thread.author ?? m.threads_somebody() }]
		});
	}
	return new Response(feed.atom1(), { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
}
