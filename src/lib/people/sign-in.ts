import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { safeReturn } from '$lib/platform/navigation';

/** Where to go once signed in: a page of this site, said by the address or the form; else the first page. */
export function whereTo(url: URL, form?: FormData): string {
	return safeReturn(form?.get('retour') ?? url.searchParams.get('retour'), url.origin);
}

/** Inputs of signing in and up. Messages are keys of `messages/`. */
export const addressSchema = z.object({
	email: z
		.email({ error: 'signin_problem_address' })
		.max(200, 'signin_problem_address')
		.transform((text) => text.toLowerCase())
});

export const passphraseSignInSchema = addressSchema.extend({
	password: z
		.string({ error: 'signin_problem_passphrase' })
		.min(1, 'signin_problem_passphrase')
		.max(200, 'signin_problem_passphrase')
});

/** Six of them, with the spaces of a mail. */
export const digits = z
	.string({ error: 'signin_problem_code' })
	.transform((text) => text.replace(/\s/g, ''))
	.pipe(z.string().regex(/^\d{6}$/, 'signin_problem_code'));

export const codeSchema = addressSchema.extend({ code: digits });

/** As the members of the network read it. */
export const nameSchema = z.string({ error: 'signin_problem_name' }).refine(between(2, 80), 'signin_problem_name');

/** `rules` is dated by the person's `created_at`. */
export const welcomeSchema = z.object({
	id: z.uuid(),
	name: nameSchema,
	passphrase: z.string().max(200).optional(),
	rules: z.literal('on', { error: 'signin_problem_rules' })
});
