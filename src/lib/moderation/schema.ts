import { z } from 'zod';
import { decisions, grounds, reportedKinds } from './report';

/** Inputs of reporting and deciding. Messages are keys of `messages/`. */
export const reportedSchema = z.object({ objet: z.enum(reportedKinds), id: z.uuid() });

export const reportSchema = z
	.object({
		id: z.uuid(),
		address: z.string({ error: 'report_problem_address' }).max(1000, 'report_problem_address'),
		ground: z.enum(grounds, { error: 'report_problem_ground' }),
		explanation: z.string({ error: 'report_problem_explanation' }).min(10, 'report_problem_explanation').max(4000, 'report_problem_long'),
		name: z.string().max(120, 'report_problem_name').optional(),
		email: z.email({ error: 'signin_problem_address' }).max(200, 'signin_problem_address').optional(),
		faith: z.literal('on', { error: 'report_problem_faith' })
	})
	.superRefine((given, context) => {
		// Not asked of who reports the abuse of a child.
		if (given.ground === 'minors') return;
		if (!given.name) context.addIssue({ code: 'custom', path: ['name'], message: 'report_problem_name' });
		if (!given.email) context.addIssue({ code: 'custom', path: ['email'], message: 'report_problem_email' });
	});
export type ReportValues = z.infer<typeof reportSchema>;

export const decisionSchema = z.object({
	decision: z.enum(decisions, { error: 'report_problem_decision' }),
	answer: z.string({ error: 'report_problem_answer' }).min(10, 'report_problem_answer').max(4000, 'report_problem_long')
});
export type DecisionValues = z.infer<typeof decisionSchema>;
