import { z } from 'zod';
import { isId } from '$lib/platform/ids';
import { intents, lengthOf, limits, namesIn, readPartialDate, sensitivities, visibilities } from './resource';

const id = z.string().refine(isId, 'resource_problem_form');
const code = z
	.string()
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'resource_problem_form')
	.max(80, 'resource_problem_form');
const codes = z.array(code).max(40, 'resource_problem_form').default([]);
const text = (most: number, problem: string) => z.string().max(most, problem).optional();
const names = (most: number) =>
	z
		.string()
		.max(most, 'resource_problem_creators')
		.refine((lines) => {
			const given = namesIn(lines).map(lengthOf);
			return (
				given.length <= limits.names.most &&
				given.every((length) => length >= limits.names.shortest && length <= limits.names.longest)
			);
		}, 'resource_problem_creators')
		.optional();

/** What a resource may say: everything but its title can wait while it is a draft. */
const saying = {
	title: z
		.string({ error: 'resource_problem_title' })
		.min(limits.title.least, 'resource_problem_title')
		.max(limits.title.most, 'resource_problem_title'),
	kind: code.optional(),
	summary: text(limits.summary.most, 'resource_problem_summary_long'),
	theme: code.optional(),
	licence: code.optional(),
	themes: codes,
	territories: codes,
	audiences: codes,
	description: text(limits.description.most, 'resource_problem_description'),
	language: z
		.string()
		.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'resource_problem_form')
		.default('fr'),
	link: z
		.url({ protocol: /^https?$/, error: 'resource_problem_link' })
		.max(limits.link.most, 'resource_problem_link')
		.regex(/^https?:\/\/\S+$/, 'resource_problem_link')
		.optional(),
	extent: text(limits.extent.most, 'resource_problem_extent'),
	conditions: text(limits.conditions.most, 'resource_problem_conditions'),
	keywords: z
		.string()
		.max(limits.keywords.most * (limits.keywords.longest + 2), 'resource_problem_keywords')
		.transform((line) => [
			...new Set(
				line
					.split(/[,;\n]/)
					.map((word) => word.trim())
					.filter(Boolean)
			)
		])
		.pipe(
			z
				.array(z.string().max(limits.keywords.longest, 'resource_problem_keywords'))
				.max(limits.keywords.most, 'resource_problem_keywords')
		)
		.optional(),
	date: z
		.string()
		.max(32, 'resource_problem_date')
		.refine((given) => readPartialDate(given) !== null, 'resource_problem_date')
		.optional(),
	creators: names(2000),
	publisher: names(200),
	organisation: id.optional(),
	space: id.optional(),
	visibility: z.enum(visibilities).default('public'),
	sensitivity: z.array(z.enum(sensitivities)).default([])
};

/** One form, several buttons: a draft may be unfinished, what is proposed or published is complete. */
export const resourceSchema = z
	.object({ id, version: z.coerce.number().int().positive().optional(), intent: z.enum(intents), ...saying })
	.superRefine((given, context) => {
		const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
		if (given.visibility === 'espace' && !given.space) say('space', 'resource_problem_space');
		if (given.visibility === 'organisation' && !given.organisation)
			say('organisation', 'resource_problem_organisation');
		if (given.intent === 'draft') return;
		if (!given.kind) say('kind', 'resource_problem_kind');
		if (lengthOf(given.summary ?? '') < limits.summary.least) say('summary', 'resource_problem_summary');
		if (!given.theme) say('theme', 'resource_problem_theme');
		if (!given.licence) say('licence', 'resource_problem_licence');
	});

export type ResourceValues = z.infer<typeof resourceSchema>;

/** Sending back, withdrawing, archiving: why. */
export const decisionSchema = z
	.object({
		decision: z.enum(['published', 'to-correct', 'archived', 'withdrawn', 'to-review']),
		reason: z.string().max(1000, 'resource_problem_reason').optional()
	})
	.refine((given) => !['to-correct', 'withdrawn'].includes(given.decision) || (given.reason ?? '').length >= 3, {
		path: ['reason'],
		message: 'resource_problem_reason'
	});
