import { fail, redirect } from '@sveltejs/kit';
import * as network from '$lib/network/network.server';
import { addressSchema, whereTo } from '$lib/people/sign-in';
import { refuse } from '$lib/people/sign-in-words.server';
import { askForCode } from '$lib/people/sign-in.server';
import { readForm } from '$lib/platform/forms.server';

export const load = async ({ parent, locals, url }) => {
	if ((await parent()).viewer) redirect(303, '/');
	return { back: whereTo(url), signUp: await locals.db(network.signUp) };
};

export const actions = {
	default: async (event) => {
		const form = readForm(await event.request.formData(), addressSchema);
		if (!form.values) return fail(422, form);
		const { email } = form.values;
		// By invitation: an existing member still gets a code, a newcomer nothing, and the answer is the same.
		const answer = await askForCode(event, email, (await event.locals.db(network.signUp)) !== 'invitation');
		if (answer.outcome !== 'sent') return refuse(answer, 'address', email);
		return { typed: { email, step: 'code' }, problems: {} };
	}
};
