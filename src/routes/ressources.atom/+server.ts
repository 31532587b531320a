import { Feed } from 'feed';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { runtime } from '$lib/platform/runtime.server';
import { latest } from '$lib/resources/listing.server';

/** The fifty latest public resources (RFC 4287); those kept out of search engines are not in it. */
export async function GET({ locals }) {
	const { origin } = runtime().configuration;
	const { network, items } = await locals.db(async (db) => latest(db, 50));
	const feed = new Feed({
		id: `${origin}/ressources.atom`,
		link: `${origin}/ressources`,
		feedLinks: { atom: `${origin}/ressources.atom` },
		title: `${m.resources_title()} – ${network}`,
		language: getLocale(),
		updated: items[0]?.updatedAt ?? new Date(0),
		copyright: network
	});
	for (const item of items) {
		feed.addItem({
			id: `urn:uuid:${item.id}`,
			title: item.title,
			link: `${origin}/ressources/${item.slug}`,
			description: item.summary ?? '',
			date: item.updatedAt,
			published: item.publishedAt ?? item.updatedAt,
			...(item.organisation ? { author: [{ name: item.organisation }] } : {})
		});
	}
	return new Response(feed.atom1(), { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
}
