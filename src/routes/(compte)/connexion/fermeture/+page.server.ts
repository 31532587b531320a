import { fail, redirect } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import * as departure from '$lib/people/departure.server';
import { tooMany } from '$lib/people/sign-in-words.server';

/** A page with one button: mail scanners open links, and would decide for their reader. */
export const load = ({ url }) => ({
	token: url.searchParams.get('jeton') ?? '',
	done: url.searchParams.get('fait') === '1'
});

export const actions = {
	default: async (event) => {
		const token = String((await event.request.formData()).get('token') ?? '').slice(0, 200);
		const answer = await departure.stayByLink(event, token);
		if (answer.outcome === 'too-many') return fail(429, { problem: tooMany(answer) });
		if (answer.outcome === 'refused') return fail(422, { problem: m.stay_used() });
		redirect(303, '/connexion/fermeture?fait=1');
	}
};
