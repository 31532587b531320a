import { z } from 'zod';
import { nameSchema } from './sign-in';
import { isTimeZone } from './time-zones';

/** Inputs of one's own account. Messages are keys of `messages/`. */
export const profileSchema = z.object({
	name: nameSchema,
	function: z.string().max(120, 'account_problem_function').optional(),
	bio: z.string().max(600, 'account_problem_bio').optional(),
	language: z.enum(['fr', 'en']),
	timeZone: z.string().refine(isTimeZone, 'account_problem_zone'),
	visibility: z.enum(['public', 'reseau', 'prive'])
});
export type ProfileValues = z.infer<typeof profileSchema>;

/** The new one, and what proves who is there: the former one, or a code just mailed. */
export const passphraseSchema = z.object({
	passphrase: z.string({ error: 'account_passphrase_too_short' }).max(200, 'account_passphrase_too_long'),
	current: z.string().max(200, 'account_problem_current').optional(),
	code: z
		.string()
		.transform((text) => text.replace(/\s/g, ''))
		.pipe(z.string().regex(/^\d{6}$/, 'signin_problem_code'))
		.optional()
});
export type PassphraseValues = z.infer<typeof passphraseSchema>;
