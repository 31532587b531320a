import { fail, redirect } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import { newAddressCodeSchema, newAddressSchema } from '$lib/people/account';
import * as account from '$lib/people/account.server';
import * as addressChange from '$lib/people/address-change.server';
import { tooMany } from '$lib/people/sign-in-words.server';
import { askForCode } from '$lib/people/sign-in.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';

export const load = async ({ locals }) => ({
	account: orNotFound(await locals.db(account.mine)),
	id: newId()
});

type Step = 'proof' | 'sent' | undefined;
const shown = (step: Step, typed: Record<string, string>, problems: Record<string, string> = {}) => ({
	step,
	typed,
	problems
});

export const actions = {
	proof: async (event) => {
		const { email } = orNotFound(await event.locals.db(account.mine));
		const answer = await askForCode(event, email, false);
		if (answer.outcome === 'too-many') return fail(429, shown('proof', {}, { form: tooMany(answer) }));
		return shown('proof', {});
	},
	ask: async (event) => {
		const data = await event.request.formData();
		const step = data.has('code') ? 'proof' : undefined;
		const form = readForm(data, newAddressSchema, ['current', 'code']);
		if (!form.values) return fail(422, shown(step, { email: String(form.typed['email'] ?? '') }, form.problems));
		const { id, email } = form.values;
		const mine = orNotFound(await event.locals.db(account.mine));
		if (email === mine.email) return fail(422, shown(step, { email }, { email: m.account_address_same() }));
		const proof = await account.proveOneself(event, mine, form.values);
		if (proof.outcome === 'too-many') return fail(429, shown(step, { email }, { form: tooMany(proof) }));
		if (proof.outcome === 'refused') {
			const wrong: Record<string, string> = step
				? { code: m.signin_wrong_code() }
				: { current: m.account_problem_current() };
			return fail(422, shown(step, { email }, wrong));
		}
		const answer = await addressChange.ask(event, orNotFound(event.locals.claims), id, email);
		if (answer.outcome === 'too-many') return fail(429, shown(step, { email }, { form: tooMany(answer) }));
		return shown('sent', { id, email });
	},
	confirm: async (event) => {
		const form = readForm(await event.request.formData(), newAddressCodeSchema, ['code']);
		if (!form.values) {
			const { id = '', email = '' } = form.typed;
			return fail(422, shown('sent', { id: String(id), email: String(email) }, form.problems));
		}
		const { id, email, code } = form.values;
		const done = await addressChange.confirm(event, orNotFound(event.locals.claims), id, code);
		if (!done) return fail(422, shown('sent', { id, email }, { code: m.account_address_wrong_code() }));
		redirect(303, '/compte?fait=adresse');
	}
};
