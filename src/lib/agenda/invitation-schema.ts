/** What the forms of invitations say. Messages are keys of `messages/`. */
import { z } from 'zod';
import { characters } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import { answers, invitingLimits } from './invitation';
import { registrationLimits } from './registration';
import { registeredName } from './schema';

const id = z.string().refine(isId, 'agenda_problem_form');

/** As they are pasted: one a line, or apart by commas; each once. */
const addresses = z
	.string()
	.max(15_000, 'agenda_invite_problem_many')
	.transform((typed) => [
		...new Set(
			typed
				.toLowerCase()
				.split(/[\s,;<>]+/)
				.filter(Boolean)
		)
	])
	.pipe(
		z
			.array(z.email('agenda_invite_problem_addresses').max(200, 'agenda_invite_problem_addresses'))
			.max(invitingLimits.addresses, 'agenda_invite_problem_many')
	)
	.default([]);

const word = z
	.string()
	.refine((text) => characters(text) <= invitingLimits.word, 'agenda_invite_problem_word')
	.optional();

export const invitingSchema = z
	.object({
		people: z.array(id).max(invitingLimits.people, 'agenda_invite_problem_many').default([]),
		/** All the members of its space. */
		members: z.literal('1').optional(),
		addresses,
		word
	})
	.refine(({ people, members, addresses }) => people.length > 0 || members || addresses.length > 0, {
		path: ['addresses'],
		message: 'agenda_invite_problem_nobody'
	});
export type InvitingValues = z.infer<typeof invitingSchema>;

/** « Je viens », with a name where one has no account, and dates where people register. */
export const comingSchema = z.object({
	name: registeredName.optional(),
	dates: z.array(id).max(registrationLimits.dates).default([])
});

export const answerSchema = z.object({ answer: z.enum(answers, 'agenda_problem_form') });

/** Somebody is taken off a date, with a word for them. */
export const removalSchema = z.object({ registration: id, date: id, word });

export const withdrawalSchema = z.object({ invitation: id });
