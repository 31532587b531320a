/** What every answer says to the browser, whoever made it: a page, a file, or Supabase's own addresses. */
import { expect, test } from '../support/journeys.ts';

test('every door tells the browser not to guess, and pages run only our script', async ({ request, page }) => {
	await page.goto('/ressources?q=ludotheque');
	await page.getByRole('heading', { level: 3 }).first().getByRole('link').click();
	const file = (await page.locator('a[href*="/fichiers/"]').first().getAttribute('href')) ?? '';
	for (const address of [
		'/',
		'/rien-ici',
		file,
		'/ressources.csv',
		'/rest/v1/resources',
		'/storage/v1/object/files/rien',
		'/auth/v1/signup'
	]) {
		const headers = (await request.get(address)).headers();
		expect([address, headers['x-content-type-options']]).toEqual([address, 'nosniff']);
		expect([address, headers['referrer-policy']]).toEqual([address, 'strict-origin-when-cross-origin']);
	}
	const policy = (await request.get('/')).headers()['content-security-policy'] ?? '';
	expect(/script-src ([^;]*)/.exec(policy)?.[1]).not.toContain('unsafe-inline');
	expect((await request.get(file)).headers()['content-security-policy']).toContain('sandbox');
});

test('who asks is said by the trusted proxy, never by a header of theirs', async ({ request }) => {
	const metrics = async (headers: Record<string, string>) => (await request.get('/metrics', { headers })).status();
	expect(await metrics({})).toBe(200);
	expect(await metrics({ 'palabre-client-address': '203.0.113.7' })).toBe(200);
	expect(await metrics({ 'x-forwarded-for': '203.0.113.7', 'palabre-client-address': '127.0.0.1' })).toBe(404);
});
