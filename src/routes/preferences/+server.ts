/** Theme, light mode and language, from the foot of each page. Works without script: it answers a form and returns to the page. */
import { error, redirect } from '@sveltejs/kit';
import { isLocale } from '$lib/paraglide/runtime';
import * as preferences from '$lib/people/preferences.server';
import { safeReturn } from '$lib/platform/navigation';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ request, cookies, url, locals }) => {
	const form = await request.formData().catch(() => error(400));
	const choices = choicesOf(form);
	preferences.keepOnDevice(cookies, choices, url.protocol === 'https:');
	if (locals.claims) await locals.db((db) => preferences.keep(db, choices));
	redirect(303, safeReturn(form.get('retour'), url.origin));
};

function choicesOf(form: FormData): preferences.Choices {
	const [theme, light, language] = ['theme', 'leger', 'langue'].map((name) => form.get(name));
	return {
		...(theme === 'auto' || theme === 'light' || theme === 'dark' ? { theme } : {}),
		...(light === '1' || light === '0' ? { lightMode: light === '1' } : {}),
		...(isLocale(language) ? { language } : {})
	};
}
