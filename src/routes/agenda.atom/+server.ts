import { Feed } from 'feed';
import { latest } from '$lib/agenda/feeds.server';
import { whole } from '$lib/agenda/when-words';
import { situationNames } from '$lib/agenda/words';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { runtime } from '$lib/platform/runtime.server';

/** The fifty latest public events (RFC 4287): what is cancelled says so. */
export async function GET({ locals }) {
	const { origin } = runtime().configuration;
	const locale = getLocale();
	const { network, items } = await locals.db((db) => latest(db, 50));
	const feed = new Feed({
		id: `${origin}/agenda.atom`,
		link: `${origin}/agenda`,
		feedLinks: { atom: `${origin}/agenda.atom` },
		title: `${m.agenda_title()} – ${network}`,
		language: locale,
		updated: items[0]?.updatedAt ?? new Date(0),
		copyright: network
	});
	for (const item of items) {
		const changed = item.situation === 'scheduled' ? null : `${situationNames[item.situation]()}. ${item.reason ?? ''}`;
		feed.addItem({
			id: `urn:uuid:${item.id}`,
			title: item.title,
			link: `${origin}/agenda/${item.slug}`,
			description: [changed, item.first && whole(item.first, locale), item.summary].filter(Boolean).join('\n'),
			date: item.updatedAt,
			published: item.publishedAt ?? item.updatedAt,
			...(item.organisation ? { author: [{ name: item.organisation }] } : {})
		});
	}
	return new Response(feed.atom1(), { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
}
