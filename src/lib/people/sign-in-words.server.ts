/** What a refusal says: one sentence whatever went wrong, since it must not tell whether the account exists. */
import { fail } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import type { TooMany } from './sign-in.server';

/** The step that the page shows again. */
export type Step = 'address' | 'passphrase' | 'code';

export function refuse(answer: { outcome: 'refused' } | TooMany, step: Step, email: string) {
	const typed = { email, step };
	if (answer.outcome === 'too-many') return fail(429, { typed, problems: { form: tooMany(answer) } });
	return fail(422, { typed, problems: { form: step === 'code' ? m.signin_wrong_code() : m.signin_refused() } });
}

export function tooMany({ minutes }: TooMany): string {
	return m.signin_too_many({ minutes });
}
