/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
/**
 * Reading without a network: the last public pages that were read on this device come back, with the
 * hour at which they were read. Pages of people who are signed in are never kept: a phone is shared.
 */
import { version } from '$service-worker';

declare const self: ServiceWorkerGlobalScope;

const shell = `palabre-${version}`;
/** Pages outlive releases: in the field a release may come while the network is gone. */
const pages = 'palabre-pages';
const mostPages = 50;
const offlinePage = '/hors-connexion';
/** Longer than a slow answer in 2G; then what is kept is better than nothing. */
const patience = 12_000;

self.addEventListener('install', (event) => {
	event.waitUntil(
		caches
			.open(shell)
			.then((cache) => cache.add(new Request(offlinePage, { credentials: 'omit' })))
			.then(() => self.skipWaiting())
	);
});

self.addEventListener('activate', (event) => {
	event.waitUntil(
		caches
			.keys()
			.then((names) =>
				Promise.all(names.filter((name) => name !== shell && name !== pages).map((name) => caches.delete(name)))
			)
			.then(() => self.clients.claim())
	);
});

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== self.location.origin) return;
	if (request.mode === 'navigate') event.respondWith(navigate(request));
	else if (url.pathname.startsWith('/_app/immutable/') || url.pathname.startsWith('/fonts/'))
		event.respondWith(unchanging(request));
});

async function navigate(request: Request): Promise<Response> {
	try {
		const answer = await fetch(request, { signal: AbortSignal.timeout(patience) });
		const keepable = !answer.headers.get('cache-control')?.includes('no-store');
		if (answer.ok && keepable && answer.headers.get('x-palabre-visitor') === '1') await keep(request, answer.clone());
		return answer;
	} catch {
		return (await reread(request)) ?? (await caches.match(offlinePage)) ?? Response.error();
	}
}

async function keep(request: Request, answer: Response): Promise<void> {
	const cache = await caches.open(pages);
	await cache.put(request, answer);
	const kept = await cache.keys();
	for (const old of kept.slice(0, Math.max(0, kept.length - mostPages))) await cache.delete(old);
}

/** A page that was kept says so, in the place that the frame has for it. */
async function reread(request: Request): Promise<Response | undefined> {
	const kept = await (await caches.open(pages)).match(request);
	if (!kept) return undefined;
	const at = kept.headers.get('date') ?? '';
	const html = await kept.text();
	const language = /<html lang="(\w+)"/.exec(html)?.[1] ?? 'fr';
	const said = new Date(at).toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' });
	const marked = html.replace('<html ', '<html data-offline ').replace(/(<time data-kept="1"[^>]*>)/, `$1${said}`);
	return new Response(marked, { headers: kept.headers });
}

async function unchanging(request: Request): Promise<Response> {
	const cache = await caches.open(shell);
	const kept = await caches.match(request);
	if (kept) return kept;
	const answer = await fetch(request);
	if (answer.ok) await cache.put(request, answer.clone());
	return answer;
}
