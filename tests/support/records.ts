import type { Page } from '@playwright/test';
import { newId } from '../../src/lib/platform/ids.ts';
import { expect } from './journeys.ts';

interface Told {
	title: string;
	description?: string;
}

/** A record that its author has just published for all, of its own. @returns its address. */
export async function publishRecord(author: Page, origin: string, { title, description }: Told): Promise<string> {
	await author.goto('/ressources/nouvelle');
	const answer = await author.request.post('/ressources/nouvelle', {
		multipart: {
			id: newId(),
			organisation: await author.getByLabel('Publiée par').inputValue(),
			title,
			kind: 'livret',
			summary: 'Ce que nous avons appris.',
			...(description ? { description } : {}),
			theme: 'jumelages',
			licence: 'cc-by',
			visibility: 'public',
			intent: 'publish'
		},
		headers: { origin },
		maxRedirects: 0
	});
	expect(answer.status()).toBe(303);
	return new URL(answer.headers()['location'] ?? '', origin).pathname;
}
