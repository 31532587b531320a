import { z } from 'zod';
import { characters } from '$lib/platform/characters';
import { decisions, grounds, reportedKinds } from './report';

/** Inputs of reporting and deciding. Messages are keys of `messages/`. */
export const reportedSchema = z.object({ objet: z.enum(reportedKinds), id: z.uuid() });

/** Their name and address are not asked of who reports the abuse of a child. */
const isAboutMinors = (given: { ground?: string }) => given.ground === 'minors';
/** Also when other fields are wrong: everything that is missing is said at once. */
const always = () => true;

export const reportSchema = z
	.object({
		id: z.uuid(),
		address: z.string({ error: 'report_problem_address' }).max(1000, 'report_problem_address'),
		ground: z.enum(grounds, { error: 'report_problem_ground' }),
		explanation: z
			.string({ error: 'report_problem_explanation' })

			.refine((text) => characters(text) >= 10, 'report_problem_explanation')
			.max(4000, 'report_problem_long'),
		name: z.string().max(120, 'report_problem_name').optional(),
		email: z.email({ error: 'signin_problem_address' }).max(200, 'signin_problem_address').optional(),
		faith: z.literal('on', { error: 'report_problem_faith' })
	})
	.refine((given) => given.name || isAboutMinors(given), {
		path: ['name'],
		message: 'report_problem_name',
		when: always
	})
	.refine((given) => given.email || isAboutMinors(given), {
		path: ['email'],
		message: 'report_problem_email',
		when: always
	});
export type ReportValues = z.infer<typeof reportSchema>;

export const decisionSchema = z.object({
	decision: z.enum(decisions, { error: 'report_problem_decision' }),
	answer: z.string({ error: 'report_problem_answer' }).min(10, 'report_problem_answer').max(4000, 'report_problem_long')
});
export type DecisionValues = z.infer<typeof decisionSchema>;
