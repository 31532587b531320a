import { sql } from 'kysely';
import { mapped as mappedEvents } from '$lib/agenda/feeds.server';
import { asViewer, type Database } from '$lib/platform/database.server';
import { runtime } from '$lib/platform/runtime.server';
import { mapped } from '$lib/resources/listing.server';

/** What search engines may read: as a visitor sees it, whoever asks (sitemaps.org 0.9, 50 000 addresses). */
export async function GET() {
	const { origin } = runtime().configuration;
	const entries = await asViewer(null, async (db) => [
		...(await mapped(db, 40_000)).map(({ slug, updatedAt }) => ({ path: `/ressources/${slug}`, at: updatedAt })),
		...(await mappedEvents(db, 1_500)).map(({ slug, updatedAt }) => ({ path: `/agenda/${slug}`, at: updatedAt })),
		...(await db.selectFrom('campaigns').select(['slug', 'updated_at as at']).limit(500).execute()).map(
			({ slug, at }) => ({ path: `/temps-forts/${slug}`, at })
		),
		...(await others(db, 'organisations', '/annuaire')),
		...(await others(db, 'spaces', '/espaces'))
	]);
	const pages = ['/', '/ressources', '/agenda', '/annuaire', '/espaces', '/aide'].map((path) => ({ path, at: null }));
	const lines = [...pages, ...entries].map(
		({ path, at }) => `<url><loc>${origin}${path}</loc>${at ? `<lastmod>${at.toISOString()}</lastmod>` : ''}</url>`
	);
	return new Response(
		`<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('\n')}\n</urlset>\n`,
		{
			headers: { 'content-type': 'application/xml; charset=utf-8' }
		}
	);
}

async function others(db: Database, table: 'organisations' | 'spaces', path: string) {
	const rows = await db
		.selectFrom(table)
		.select(['slug', 'updated_at as updatedAt'])
		.where('visibility', '=', 'public')
		.where(sql<boolean>`not private.masks(sensitivity, 'no_index')`)
		.limit(4_000)
		.execute();
	return rows.map((row) => ({ path: `${path}/${row.slug}`, at: row.updatedAt as Date }));
}
