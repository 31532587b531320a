/** Public pages are there to be found; what is personal, or costs a search for nothing, is not. */
import type { RequestHandler } from './$types';

const closed = [
	'/admin',
	'/compte',
	'/connexion',
	'/inscription',
	'/preferences',
	'/recherche',
	'/ressources/miennes',
	'/ressources/nouvelle',
	'/auth/',
	'/rest/',
	'/storage/'
];

export const GET: RequestHandler = ({ url }) => {
	const lines = [
		'User-agent: *',
		...closed.map((path) => `Disallow: ${path}`),
		'',
		`Sitemap: ${url.origin}/sitemap.xml`,
		''
	];
	return new Response(lines.join('\n'), {
		headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=86400' }
	});
};
