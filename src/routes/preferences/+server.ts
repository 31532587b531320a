/**
 * Theme, light mode and language: three cookies that only a choice creates, and that going back to
 * the default removes. Works without script: it answers a form and returns to the page.
 */
import { error, redirect } from '@sveltejs/kit';
import { isLocale } from '$lib/paraglide/runtime';
import { safeReturn } from '$lib/platform/navigation';
import type { RequestHandler } from './$types';

const oneYear = 365 * 24 * 60 * 60;

export const POST: RequestHandler = async ({ request, cookies, url }) => {
	const form = await request.formData().catch(() => error(400));
	const kept = { path: '/', maxAge: oneYear, sameSite: 'lax', secure: url.protocol === 'https:' } as const;

	const theme = form.get('theme');
	if (theme === 'light' || theme === 'dark') cookies.set('palabre-theme', theme, kept);
	if (theme === 'auto') cookies.delete('palabre-theme', { path: '/' });

	const lowData = form.get('leger');
	if (lowData === '1') cookies.set('palabre-leger', '1', kept);
	if (lowData === '0') cookies.delete('palabre-leger', { path: '/' });

	const locale = form.get('langue');
	if (isLocale(locale)) cookies.set('palabre-langue', locale, kept);

	redirect(303, safeReturn(form.get('retour'), url.origin));
};
