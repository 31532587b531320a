import { fail, redirect } from '@sveltejs/kit';
import * as network from '$lib/network/network.server';
import { addressSchema } from '$lib/people/sign-in';
import { askForCode } from '$lib/people/sign-in.server';
import { readForm, say } from '$lib/platform/forms.server';

export const load = async ({ parent, locals }) => {
	if ((await parent()).viewer) redirect(303, '/');
	return { open: await locals.db(network.isSignUpOpen) };
};

export const actions = {
	default: async (event) => {
		const form = readForm(await event.request.formData(), addressSchema);
		if (!form.values) return fail(422, form);
		const { email } = form.values;
		// Closed: an existing member still gets a code, a newcomer nothing, and the answer is the same.
		const sent = await askForCode(event, email, await event.locals.db(network.isSignUpOpen));
		if (sent === 'too-many') return fail(429, { typed: { email }, problems: { form: say('signin_too_many') } });
		return { typed: { email, step: 'code' }, problems: {} };
	}
};
