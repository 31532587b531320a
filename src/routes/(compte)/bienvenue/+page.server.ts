import { fail, redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { setPassphrase } from '$lib/people/account.server';
import { weakness } from '$lib/people/passphrase.server';
import * as people from '$lib/people/people.server';
import { welcomeSchema, whereTo } from '$lib/people/sign-in';
import { signOut } from '$lib/people/sign-in.server';
import { orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';

export const load = async (event) => {
	const { locals, parent, url } = event;
	if (!locals.claims) redirect(303, '/inscription');
	if ((await parent()).viewer) redirect(303, whereTo(url));
	if (!(await locals.db(people.isVerified))) {
		await signOut(event);
		redirect(303, '/connexion');
	}
	return { id: newId(), back: whereTo(url) };
};

export const actions = {
	default: async (event) => {
		const { claims, db } = event.locals;
		if (!claims) redirect(303, '/inscription');
		const data = await event.request.formData();
		const form = readForm(data, welcomeSchema, ['passphrase']);
		if (!form.values) return fail(422, form);
		const { id, name, passphrase } = form.values;
		const weak = passphrase && weakness(passphrase, [claims.email ?? '', name]);
		if (weak) return fail(422, { typed: { id, name, rules: 'on' }, problems: { passphrase: weak } });
		await orRefuse(db((viewers) => people.join(viewers, { id, accountId: claims.sub, name, language: getLocale() })));
		if (passphrase) await setPassphrase(event, passphrase);
		const back = whereTo(event.url, data);
		redirect(303, back === '/' ? '/?fait=bienvenue' : back);
	}
};
