import type { Page } from '@playwright/test';

export interface Weight {
	requests: number;
	/** Bytes on the wire, headers included. */
	total: number;
	html: number;
	css: number;
	js: number;
	/** Addresses that are not ours. */
	foreign: string[];
}

/** What one visit of a page costs, as the browser received it. */
export async function weigh(page: Page, address: string, baseURL: string): Promise<Weight> {
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	const kinds = new Map<string, { type: string; url: string }>();
	const weight: Weight = { requests: 0, total: 0, html: 0, css: 0, js: 0, foreign: [] };
	session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
		if (!/^https?:/.test(request.url)) return;
		kinds.set(requestId, { type: type ?? 'Other', url: request.url });
		weight.requests += 1;
		if (!request.url.startsWith(baseURL)) weight.foreign.push(request.url);
	});
	// What the browser already had costs nothing.
	session.on('Network.requestServedFromCache', () => (weight.requests -= 1));
	session.on('Network.responseReceived', ({ response }) => {
		if (response.fromDiskCache) weight.requests -= 1;
	});
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const kind = kinds.get(requestId)?.type;
		weight.total += encodedDataLength;
		if (kind === 'Document') weight.html += encodedDataLength;
		if (kind === 'Stylesheet') weight.css += encodedDataLength;
		if (kind === 'Script') weight.js += encodedDataLength;
	});
	await page.goto(address, { waitUntil: 'networkidle' });
	await session.detach();
	return weight;
}
