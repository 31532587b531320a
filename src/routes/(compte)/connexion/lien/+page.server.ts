import { fail, redirect } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import { tooMany } from '$lib/people/sign-in-words.server';
import { signInWithLink } from '$lib/people/sign-in.server';

/** A page with one button: mail scanners open links, and would use this one up. */
export const load = ({ url }) => ({ token: url.searchParams.get('jeton') ?? '' });

export const actions = {
	default: async (event) => {
		const token = String((await event.request.formData()).get('token') ?? '').slice(0, 200);
		const answer = await signInWithLink(event, token);
		if (answer.outcome === 'done') redirect(303, '/');
		if (answer.outcome === 'too-many') return fail(429, { problem: tooMany(answer) });
		return fail(422, { problem: m.signin_link_used() });
	}
};
