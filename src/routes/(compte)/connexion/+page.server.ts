import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { safeReturn } from '$lib/platform/navigation';
import { readForm, say } from '$lib/platform/forms.server';
import { addressSchema, codeSchema, passphraseSignInSchema } from '$lib/people/sign-in';
import * as signIn from '$lib/people/sign-in.server';

export const load = async ({ url, parent }) => {
	const { viewer } = await parent();
	const back = safeReturn(url.searchParams.get('retour'), url.origin);
	if (viewer) redirect(303, back);
	return { back };
};

/** One sentence whatever went wrong: it must not tell whether the account exists. */
const refusals = { refused: { status: 422, key: 'signin_refused' }, 'too-many': { status: 429, key: 'signin_too_many' } } as const;

function answer(event: RequestEvent, result: signIn.SignInAnswer, typed: object, wrong: keyof typeof refusals | 'signin_wrong_code' = 'refused') {
	if (result === 'done') redirect(303, safeReturn(event.url.searchParams.get('retour'), event.url.origin));
	const { status, key } = refusals[result];
	const sentence = result === 'refused' && wrong === 'signin_wrong_code' ? wrong : key;
	return fail(status, { typed, problems: { form: say(sentence) } });
}

export const actions = {
	password: async (event) => {
		const form = readForm(await event.request.formData(), passphraseSignInSchema, ['password']);
		if (!form.values) return fail(422, { ...form, step: 'passphrase' });
		const { email, password } = form.values;
		return answer(event, await signIn.signInWithPassphrase(event, email, password), { email, step: 'passphrase' });
	},
	link: async (event) => {
		const form = readForm(await event.request.formData(), addressSchema);
		if (!form.values) return fail(422, form);
		const { email } = form.values;
		if ((await signIn.askForCode(event, email, false)) === 'too-many') return answer(event, 'too-many', { email });
		return { typed: { email, step: 'code' }, problems: {} };
	},
	code: async (event) => {
		const form = readForm(await event.request.formData(), codeSchema);
		if (!form.values) return fail(422, { ...form, typed: { ...form.typed, step: 'code' } });
		const { email, code } = form.values;
		return answer(event, await signIn.signInWithCode(event, email, code), { email, step: 'code' }, 'signin_wrong_code');
	},
	signout: async (event) => {
		await signIn.signOut(event);
		redirect(303, '/');
	}
};
