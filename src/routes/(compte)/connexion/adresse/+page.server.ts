import { fail, redirect } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import * as addressChange from '$lib/people/address-change.server';
import { forgetSession } from '$lib/people/session.server';
import { tooMany } from '$lib/people/sign-in-words.server';

/** A page with one button: mail scanners open links, and would undo a change that somebody wanted. */
export const load = ({ url }) => ({
	token: url.searchParams.get('jeton') ?? '',
	done: url.searchParams.get('fait') === '1'
});

export const actions = {
	default: async (event) => {
		const token = String((await event.request.formData()).get('token') ?? '').slice(0, 200);
		const answer = await addressChange.undo(event, token);
		if (answer.outcome === 'too-many') return fail(429, { problem: tooMany(answer) });
		if (answer.outcome === 'refused') return fail(422, { problem: m.address_undo_used() });
		forgetSession(event.cookies);
		redirect(303, '/connexion/adresse?fait=1');
	}
};
