import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { languages } from '$lib/platform/languages';
import { addressSchema, codeSchema, digits, nameSchema } from './sign-in';
import { isTimeZone } from './time-zones';

/** Inputs of one's own account. Messages are keys of `messages/`. */
/** To whom something of a profile is shown. */
const circle = z.enum(['public', 'reseau', 'prive']);
export type Circle = z.infer<typeof circle>;

export const profileSchema = z.object({
	name: nameSchema,
	function: z.string().max(120, 'account_problem_function').optional(),
	bio: z.string().max(600, 'account_problem_bio').optional(),
	timeZone: z.string().refine(isTimeZone, 'account_problem_zone'),
	visibility: circle,
	/** A box that is not ticked is absent. */
	takesMessages: z
		.literal('on')
		.optional()
		.transform((ticked) => ticked === 'on'),
	languages: z
		.array(z.string().refine((code) => languages.some((known) => known.code === code)))
		.max(15)
		.default([]),
	languagesVisibility: circle.default('reseau'),
	/** One a line, or with commas between them. */
	skills: z
		.string()
		.default('')
		.transform((text) => [...new Set(text.split(/[\n,;]/).map((skill) => skill.trim()))].filter(Boolean))
		.pipe(z.array(z.string().refine(between(2, 60), 'profile_problem_skill')).max(15, 'profile_problem_skills')),
	skillsVisibility: circle.default('reseau')
});
export type ProfileValues = z.infer<typeof profileSchema>;

/** Who asks to join, and why. */
export const joinRequestSchema = z.object({
	id: z.uuid(),
	name: nameSchema,
	message: z.string({ error: 'join_problem_message' }).refine(between(10, 2000), 'join_problem_message')
});
export type JoinRequestValues = z.infer<typeof joinRequestSchema>;

export const joinRefusalSchema = z.object({
	id: z.uuid(),
	answer: z.string({ error: 'join_problem_answer' }).refine(between(2, 2000), 'join_problem_answer')
});

/** What proves who is there: the passphrase, or a code just mailed. */
const proofSchema = z.object({
	current: z.string().max(200, 'account_problem_current').optional(),
	code: digits.optional()
});
export type ProofValues = z.infer<typeof proofSchema>;

export const passphraseSchema = proofSchema.extend({
	passphrase: z.string({ error: 'account_passphrase_too_short' }).max(200, 'account_passphrase_too_long')
});

/** The address that one would rather have, then the code that was mailed to it. */
export const newAddressSchema = proofSchema.extend({ id: z.uuid(), ...addressSchema.shape });
export const newAddressCodeSchema = z.object({ id: z.uuid(), ...codeSchema.shape });

/** Closing one's account. `anyway`: somebody of the network will be warned of what is left alone. */
export const leavingSchema = proofSchema.extend({ id: z.uuid(), anyway: z.literal('on').optional() });
