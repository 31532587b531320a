/** What the form of a space says. Messages are keys of `messages/`. */
import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import { levels, limits, spaceRoles, spaceVisibilities } from './space';

const id = z.string().refine(isId, 'space_problem_form');
const code = z
	.string()
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'space_problem_form')
	.max(80, 'space_problem_form');
const codes = z.array(code).max(200, 'space_problem_form').default([]);
const text = (most: number) => z.string().refine(between(0, most), 'space_problem_long').optional();

/** A body and the college in which it sits: `<id>:<college>`. */
const seat = z.string().transform((pair, context) => {
	const [organisation = '', college = ''] = pair.split(':');
	if (isId(organisation) && code.safeParse(college).success) return { organisation, college };
	context.addIssue({ code: 'custom', message: 'space_problem_form' });
	return z.NEVER;
});

export const spaceSchema = z.object({
	id,
	version: z.coerce.number().int().positive().optional(),
	name: z
		.string({ error: 'space_problem_name' })
		.refine(between(limits.name.least, limits.name.most), 'space_problem_name'),
	kind: z.string({ error: 'space_problem_kind' }).pipe(code),
	visibility: z.enum(spaceVisibilities, { error: 'space_problem_visibility' }),
	purpose: z.string({ error: 'space_problem_purpose' }).refine(between(3, limits.purpose), 'space_problem_purpose'),
	level: z.enum(levels).optional(),
	mandate: text(limits.mandate),
	rhythm: text(limits.rhythm),
	quorum: text(limits.quorum),
	decisionMode: text(limits.decisionMode),
	parent: id.optional(),
	themes: codes,
	territories: codes,
	bodies: z.array(id).max(200, 'space_problem_bodies').default([]),
	colleges: z.array(seat).max(400, 'space_problem_bodies').default([])
});
export type SpaceValues = z.infer<typeof spaceSchema>;

/** What two people may have changed at once, in the order of the form. */
export const comparedFields = [
	'name',
	'kind',
	'visibility',
	'purpose',
	'level',
	'mandate',
	'rhythm',
	'quorum',
	'decisionMode',
	'parent',
	'themes',
	'territories'
] as const satisfies (keyof SpaceValues)[];

export const requestSchema = z.object({
	id,
	organisation: id.optional(),
	message: z.string().refine(between(0, 600), 'space_problem_long').optional()
});
export type RequestValues = z.infer<typeof requestSchema>;

export const answerSchema = z
	.object({
		request: id,
		answer: z.enum(['accept', 'refuse']),
		role: z.enum(spaceRoles).optional(),
		reason: z.string().refine(between(0, 600), 'space_problem_long').optional()
	})
	.refine(({ answer, reason }) => answer === 'accept' || (reason ?? '').length >= 3, {
		path: ['reason'],
		message: 'space_problem_reason'
	});
export type AnswerValues = z.infer<typeof answerSchema>;

/** What is done about somebody who is there. */
export const memberSchema = z.object({ person: id, role: z.enum(spaceRoles).optional() });

/** Days that those who took part keep before a new version is needed. */
export const graces = ['0', '7', '15', '30', '60', '90'] as const;
export const charterSchema = z
	.object({
		id,
		intent: z.enum(['publish', 'withdraw']),
		body: z.string().refine(between(20, 20_000), 'space_problem_charter').optional(),
		grace: z.enum(graces).default('0').transform(Number)
	})
	.refine(({ intent, body }) => intent === 'withdraw' || body, { path: ['body'], message: 'space_problem_charter' })
	.transform(({ intent, body, ...rest }) => ({ ...rest, body: intent === 'publish' ? body : undefined }));
export type CharterValues = z.infer<typeof charterSchema>;

export const acceptanceSchema = z.object({
	id,
	charter: id,
	/** `me`: who sits for no organisation. */
	signs: z.union([z.literal('me'), id])
});
