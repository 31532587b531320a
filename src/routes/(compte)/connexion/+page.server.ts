import { fail, redirect } from '@sveltejs/kit';
import * as network from '$lib/network/network.server';
import { addressSchema, codeSchema, passphraseSignInSchema, whereTo } from '$lib/people/sign-in';
import { refuse } from '$lib/people/sign-in-words.server';
import * as signIn from '$lib/people/sign-in.server';
import { readForm } from '$lib/platform/forms.server';

export const load = async ({ url, parent, locals }) => {
	const back = whereTo(url);
	if ((await parent()).viewer) redirect(303, back);
	return { back, signUp: await locals.db(network.signUp), everywhere: url.searchParams.get('fait') === 'partout' };
};

export const actions = {
	password: async (event) => {
		const data = await event.request.formData();
		const form = readForm(data, passphraseSignInSchema, ['password']);
		if (!form.values) return fail(422, { ...form, typed: { ...form.typed, step: 'passphrase' } });
		const { email, password } = form.values;
		const answer = await signIn.signInWithPassphrase(event, email, password);
		if (answer.outcome !== 'done') return refuse(answer, 'passphrase', email);
		redirect(303, whereTo(event.url, data));
	},
	link: async (event) => {
		const form = readForm(await event.request.formData(), addressSchema);
		if (!form.values) return fail(422, form);
		const answer = await signIn.askForCode(event, form.values.email, false);
		if (answer.outcome !== 'sent') return refuse(answer, 'address', form.values.email);
		return { typed: { email: form.values.email, step: 'code' }, problems: {} };
	},
	code: async (event) => {
		const data = await event.request.formData();
		const form = readForm(data, codeSchema);
		if (!form.values)
			return fail(422, { ...form, typed: { ...form.typed, step: form.problems['email'] ? 'address' : 'code' } });
		const answer = await signIn.signInWithCode(event, form.values.email, form.values.code);
		if (answer.outcome !== 'done') return refuse(answer, 'code', form.values.email);
		redirect(303, whereTo(event.url, data));
	},
	signout: async (event) => {
		await signIn.signOut(event);
		redirect(303, '/');
	}
};
