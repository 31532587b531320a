import { fail, redirect } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import { leavingSchema } from '$lib/people/account';
import * as account from '$lib/people/account.server';
import * as departure from '$lib/people/departure.server';
import { tooMany } from '$lib/people/sign-in-words.server';
import { askForCode } from '$lib/people/sign-in.server';
import { isDatabaseError, orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';

export const load = async ({ locals }) => ({
	...(await locals.db(async (db) => ({
		account: orNotFound(await account.mine(db)),
		leftAlone: await departure.leftAlone(db)
	}))),
	id: newId()
});

const again = (coded: boolean, problems: Record<string, string> = {}) => ({ coded, problems });

export const actions = {
	proof: async (event) => {
		const { email } = orNotFound(await event.locals.db(account.mine));
		const answer = await askForCode(event, email, false);
		return answer.outcome === 'too-many' ? fail(429, again(true, { form: tooMany(answer) })) : again(true);
	},
	leave: async (event) => {
		const data = await event.request.formData();
		const coded = data.has('code');
		const form = readForm(data, leavingSchema, ['current', 'code']);
		if (!form.values) return fail(422, again(coded, form.problems));
		const mine = orNotFound(await event.locals.db(account.mine));
		const proof = await account.proveOneself(event, mine, form.values);
		if (proof.outcome === 'too-many') return fail(429, again(coded, { form: tooMany(proof) }));
		if (proof.outcome === 'refused')
			return fail(
				422,
				again(coded, coded ? { code: m.signin_wrong_code() } : { current: m.account_problem_current() })
			);
		try {
			const { id, anyway } = form.values;
			await event.locals.db((db) => departure.ask(db, id, anyway === 'on'));
		} catch (thrown) {
			// Known by now: the next try asks for no other proof.
			return fail(409, again(false, refusalOf(thrown)));
		}
		redirect(303, '/compte?fait=fermeture');
	}
};

function refusalOf(thrown: unknown): Record<string, string> {
	const hint = isDatabaseError(thrown) ? (thrown as { hint?: string }).hint : undefined;
	if (hint === 'last-administrator') return { form: m.leave_last_administrator() };
	if (hint === 'leaves-alone') return { anyway: m.leave_problem_anyway() };
	throw thrown;
}
