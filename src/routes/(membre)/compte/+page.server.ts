import { fail, redirect } from '@sveltejs/kit';
import * as network from '$lib/network/network.server';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { passphraseSchema } from '$lib/people/account';
import * as account from '$lib/people/account.server';
import * as consents from '$lib/people/consents.server';
import * as departure from '$lib/people/departure.server';
import { weakness } from '$lib/people/passphrase.server';
import * as people from '$lib/people/people.server';
import * as sessions from '$lib/people/sessions.server';
import { tooMany } from '$lib/people/sign-in-words.server';
import { askForCode } from '$lib/people/sign-in.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, url }) => ({
	...(await locals.db(async (db) => ({
		me: orNotFound(await people.me(db)),
		account: orNotFound(await account.mine(db)),
		organisations: await people.myOrganisations(db),
		sessions: await sessions.mine(db),
		consents: await consents.mine(db)
	}))),
	done: url.searchParams.get('fait')
});

/** What the passphrase form shows again: never what was typed in it. */
const again = (problems: Record<string, string>, step?: 'code') => ({ about: 'passphrase', typed: {}, problems, step });

export const actions = {
	proof: async (event) => {
		const { email } = orNotFound(await event.locals.db(account.mine));
		const answer = await askForCode(event, email, false);
		if (answer.outcome === 'too-many') return fail(429, again({ form: tooMany(answer) }));
		return again({}, 'code');
	},
	passphrase: async (event) => {
		const data = await event.request.formData();
		const step = data.has('code') ? 'code' : undefined;
		const form = readForm(data, passphraseSchema);
		if (!form.values) return fail(422, again(form.problems, step));
		const { me, mine } = await event.locals.db(async (db) => ({
			me: orNotFound(await people.me(db)),
			mine: orNotFound(await account.mine(db))
		}));
		const weak = weakness(form.values.passphrase, [mine.email, me.name]);
		if (weak) return fail(422, again({ passphrase: weak }, step));
		const proof = await account.proveOneself(event, mine, form.values);
		if (proof.outcome === 'too-many') return fail(429, again({ form: tooMany(proof) }, step));
		if (proof.outcome === 'refused')
			return fail(422, again(step ? { code: m.signin_wrong_code() } : { current: m.account_problem_current() }, step));
		await account.setPassphrase(event, form.values.passphrase);
		redirect(303, '/compte?fait=phrase');
	},
	close: async ({ request, locals }) => {
		const id = String((await request.formData()).get('session'));
		orNotFound((isId(id) && (await locals.db((db) => sessions.close(db, id)))) || null);
		redirect(303, '/compte?fait=appareil');
	},
	stay: async ({ locals }) => {
		await locals.db(departure.stay);
		redirect(303, '/compte?fait=reste');
	},
	withdraw: async ({ locals }) => {
		await locals.db(consents.withdraw);
		redirect(303, '/compte?fait=accord-retire#donnees');
	},
	agree: async ({ locals }) => {
		await locals.db(async (db) => {
			const { publisher, name } = await network.settings(db);
			await consents.agree(db, getLocale(), publisher ?? name);
		});
		redirect(303, '/compte?fait=accord#donnees');
	},
	everywhere: async (event) => {
		await account.signOutEverywhere(event);
		redirect(303, '/connexion?fait=partout');
	}
};
