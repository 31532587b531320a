import { fail, redirect } from '@sveltejs/kit';
import { passphraseSchema, profileSchema } from '$lib/people/account';
import * as account from '$lib/people/account.server';
import { passphraseProblem } from '$lib/people/passphrase.server';
import * as people from '$lib/people/people.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm, say } from '$lib/platform/forms.server';

export const load = async ({ locals, url }) =>
	locals.db(async (db) => ({
		me: orNotFound(await people.me(db)),
		organisations: await people.myOrganisations(db),
		done: url.searchParams.get('fait')
	}));

export const actions = {
	profile: async ({ request, locals }) => {
		const form = readForm(await request.formData(), profileSchema);
		if (!form.values) return fail(422, { ...form, about: 'profile' });
		await locals.db(async (db) => account.editProfile(db, form.values, orNotFound(await people.me(db)).id));
		redirect(303, '/compte?fait=profil');
	},
	passphrase: async (event) => {
		const form = readForm(await event.request.formData(), passphraseSchema, ['passphrase']);
		if (!form.values) return fail(422, { ...form, about: 'passphrase' });
		const me = orNotFound(await event.locals.db(people.me));
		const weakness = passphraseProblem(form.values.passphrase, [event.locals.claims?.email ?? '', me.name]);
		if (weakness) {
			return fail(422, { typed: {}, about: 'passphrase', problems: { passphrase: say(`account_passphrase_${weakness.replace('-', '_')}`) } });
		}
		await account.setPassphrase(event, form.values.passphrase);
		redirect(303, '/compte?fait=phrase');
	},
	everywhere: async (event) => {
		await account.signOutEverywhere(event);
		redirect(303, '/connexion?fait=partout');
	}
};
