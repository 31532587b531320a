import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { csvResponse } from '$lib/platform/csv.server';
import { runtime } from '$lib/platform/runtime.server';
import { pageOfAll, type ListedResource } from '$lib/resources/listing.server';

/** All that the viewer may read, a line each; read and sent by pages of 500. */
export function GET({ locals }) {
	const locale = getLocale();
	const { origin } = runtime().configuration;
	const header = [
		m.resource_field_title(),
		m.resource_field_kind(),
		m.resource_field_summary(),
		m.resource_date(),
		m.resource_language(),
		m.resource_licence(),
		m.resource_published_by(),
		m.resource_creators(),
		m.resource_publisher(),
		m.resource_funders(),
		m.resource_themes(),
		m.resource_territories(),
		m.resource_field_link(),
		m.resource_added(),
		m.resource_address()
	];
	const line = (r: ListedResource) => [
		r.title,
		r.kind,
		r.summary,
		r.date,
		r.language,
		r.licence,
		r.organisation,
		r.creators,
		r.publishers,
		r.funders,
		r.themes,
		r.territories,
		r.link,
		r.publishedAt,
		`${origin}/ressources/${r.slug}`
	];
	async function* lines() {
		for (let after: { at: string; id: string } | null = null; ;) {
			const page: ListedResource[] = await locals.db((db) => pageOfAll(db, locale, 500, after));
			yield* page.map(line);
			const last = page.at(-1);
			if (!last || page.length < 500) return;
			after = { at: last.cursorAt, id: last.id };
		}
	}
	return csvResponse('ressources.csv', header, lines());
}
