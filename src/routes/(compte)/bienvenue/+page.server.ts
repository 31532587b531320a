import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import * as network from '$lib/network/network.server';
import { joinRequestSchema } from '$lib/people/account';
import { setPassphrase } from '$lib/people/account.server';
import * as consents from '$lib/people/consents.server';
import { weakness } from '$lib/people/passphrase.server';
import * as people from '$lib/people/people.server';
import { welcomeSchema, whereTo } from '$lib/people/sign-in';
import { signOut } from '$lib/people/sign-in.server';
import * as requests from '$lib/people/sign-up-requests.server';
import { orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';

export const load = async (event) => {
	const { locals, parent, url } = event;
	if (!locals.claims) redirect(303, '/inscription');
	if ((await parent()).viewer) redirect(303, whereTo(url));
	const { verified, ...standing } = await locals.db(people.standing);
	if (!verified) {
		await signOut(event);
		redirect(303, '/connexion');
	}
	return { ...standing, id: newId(), back: whereTo(url) };
};

const claimsOf = ({ locals }: RequestEvent) => locals.claims ?? redirect(303, '/inscription');

export const actions = {
	/** The network is open, or let this account in. */
	enter: async (event) => {
		const claims = claimsOf(event);
		const data = await event.request.formData();
		const form = readForm(data, welcomeSchema, ['passphrase']);
		if (!form.values) return fail(422, form);
		const { id, name, passphrase } = form.values;
		const weak = passphrase && weakness(passphrase, [claims.email ?? '', name]);
		if (weak) return fail(422, { typed: { id, name, rules: 'on' }, problems: { passphrase: weak } });
		const language = getLocale();
		await orRefuse(
			event.locals.db(async (db) => {
				await people.join(db, { id, accountId: claims.sub, name, language });
				const { publisher, name: networkName } = await network.settings(db);
				await consents.agree(db, language, publisher ?? networkName);
			})
		);
		if (passphrase) await setPassphrase(event, passphrase);
		const back = whereTo(event.url, data);
		redirect(303, back === '/' ? '/?fait=bienvenue' : back);
	},
	/** The network answers requests. */
	ask: async (event) => {
		const claims = claimsOf(event);
		const form = readForm(await event.request.formData(), joinRequestSchema);
		if (!form.values) return fail(422, form);
		await orRefuse(event.locals.db((db) => requests.ask(db, claims.sub, form.values, getLocale())));
		redirect(303, '/bienvenue');
	}
};
