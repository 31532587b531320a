/* eslint-disable no-empty-pattern -- Playwright reads which fixtures a fixture asks for from this pattern */
/**
 * An empty network of its own for journeys about accounts: what they try too often, and whom they make
 * administrator, is nobody else's business.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test as base } from './journeys.ts';
import { codeMailedTo, startPalabre, type PalabreProcess } from './process.ts';

interface Newcomers {
	/** An address that nobody has used. */
	address: string;
}

let counter = 0;

/** One for the files of a worker; a test that takes charge of it asks for its own with this. */
export async function emptyNetwork({}, use: (network: PalabreProcess) => Promise<void>): Promise<void> {
	const network = await startPalabre({ env: { TRUSTED_PROXY: '1' } });
	await use(network);
	await network.stop();
}

export const test = base.extend<Newcomers, { network: PalabreProcess }>({
	network: [emptyNetwork, { scope: 'worker' }],
	baseURL: async ({ network }, use) => use(network.origin),
	address: async ({}, use) => use(`personne${(counter += 1)}.${process.pid}@example.org`),
	// Each test is another device, somewhere else: the limits on tries are real.
	extraHTTPHeaders: async ({}, use) => use({ 'x-forwarded-for': `203.0.113.${(counter += 1) % 250}` })
});

export const passphrase = 'cheval soleil brique tambour';

/** From the form to the first page, signed in. */
export async function signUp(
	page: Page,
	network: Pick<PalabreProcess, 'dataDir'>,
	address: string,
	name = 'Awa Diarra'
): Promise<void> {
	await page.goto('/inscription');
	await page.getByLabel('Votre adresse de courriel').fill(address);
	await page.getByRole('button', { name: 'Recevoir un code' }).click();
	const { code } = await codeMailedTo(network.dataDir, address);
	await page.getByLabel('Code à six chiffres').fill(code);
	await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
	await welcome(page, name);
}

export async function welcome(page: Page, name: string): Promise<void> {
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bienvenue');
	await page.getByLabel('Votre nom').fill(name);
	await page.getByLabel('Phrase secrète').fill(passphrase);
	await page.getByLabel(/J’accepte/).check();
	await page.getByRole('button', { name: 'Entrer dans le réseau' }).click();
	await expect(page.getByText('Bienvenue dans le réseau.')).toBeVisible();
}

/** The mails to an address, decoded, the newest first. */
export function mailsTo(dataDir: string, address: string): string[] {
	const outbox = path.join(dataDir, 'outbox');
	// No mail has left yet.
	if (!existsSync(outbox)) return [];
	return readdirSync(outbox)
		.filter((name) => name.endsWith('.eml'))
		.map((name) => decoded(readFileSync(path.join(outbox, name), 'latin1')))
		.filter((mail) => mail.includes(`To: ${address}`));
}

/** Quoted-printable (RFC 2045 §6.7), UTF-8. */
function decoded(mail: string): string {
	const bytes = mail
		.replace(/=\r?\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString('utf8');
}
