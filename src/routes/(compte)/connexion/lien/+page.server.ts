import { fail, redirect } from '@sveltejs/kit';
import { signInWithLink } from '$lib/people/sign-in.server';
import { say } from '$lib/platform/forms.server';

/** A page with one button: mail scanners open links, and would use this one up. */
export const load = ({ url }) => ({ token: url.searchParams.get('jeton') ?? '' });

export const actions = {
	default: async (event) => {
		const token = String((await event.request.formData()).get('token') ?? '');
		const result = await signInWithLink(event, token);
		if (result === 'done') redirect(303, '/');
		return fail(result === 'too-many' ? 429 : 422, { problem: say(result === 'too-many' ? 'signin_too_many' : 'signin_link_used') });
	}
};
