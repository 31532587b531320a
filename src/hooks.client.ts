/**
 * The server has chosen the language of the page; the browser follows what is written on it. Left to
 * itself, Paraglide would choose again here, and keep the answer in a cookie that nobody asked for.
 */
import { baseLocale, isLocale, overwriteGetLocale } from '$lib/paraglide/runtime';
import type { ClientInit } from '@sveltejs/kit';

export const init: ClientInit = () => {
	const { lang } = document.documentElement;
	overwriteGetLocale(() => (isLocale(lang) ? lang : baseLocale));
};
