import { fail, redirect } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import { passphraseProblem } from '$lib/people/passphrase.server';
import * as people from '$lib/people/people.server';
import { setPassphrase } from '$lib/people/account.server';
import { welcomeSchema } from '$lib/people/sign-in';
import { orRefuse } from '$lib/platform/errors.server';
import { readForm, say } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';

export const load = async ({ locals, parent }) => {
	if (!locals.claims) redirect(303, '/inscription');
	if ((await parent()).viewer) redirect(303, '/');
	return { id: newId() };
};

export const actions = {
	default: async (event) => {
		const { claims, db } = event.locals;
		if (!claims) redirect(303, '/inscription');
		const form = readForm(await event.request.formData(), welcomeSchema, ['passphrase']);
		if (!form.values) return fail(422, form);
		const { id, name, passphrase } = form.values;
		const weakness = passphrase ? passphraseProblem(passphrase, [claims.email ?? '', name]) : null;
		if (weakness) return fail(422, { typed: { id, name }, problems: { passphrase: say(`account_passphrase_${weakness.replace('-', '_')}`) } });
		await orRefuse(db((viewers) => people.join(viewers, { id, accountId: claims.sub, name, language: getLocale() })));
		if (passphrase) await setPassphrase(event, passphrase);
		redirect(303, '/?fait=bienvenue');
	}
};
