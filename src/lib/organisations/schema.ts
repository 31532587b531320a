import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { countryCode } from './countries';
import {
	activities,
	isSiren,
	limits,
	namesIn,
	partialDateIn,
	roles,
	sensitivities,
	sirenIn,
	visibilities
} from './organisation';

/** Inputs of sheets, requests and messages. Messages are keys of `messages/`. */
const code = z
	.string()
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'resource_problem_form')
	.max(80, 'resource_problem_form');
const codes = z.array(code).max(40, 'resource_problem_form').default([]);
const text = (most: number) => z.string().refine(between(0, most), 'organisation_problem_long').optional();
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'resource_problem_form');
const date = z
	.string()
	.refine((given) => partialDateIn(given) !== null, 'organisation_problem_date')
	.transform((given) => partialDateIn(given) ?? '')
	.optional();
const country = z
	.string()
	.refine((given) => countryCode(given) !== null, 'organisation_problem_country')
	.transform((given) => countryCode(given) ?? '');
const name = z
	.string({ error: 'organisation_problem_name' })
	.refine(between(limits.name.least, limits.name.most), 'organisation_problem_name');
const rows = <Row extends z.ZodType>(row: Row) =>
	z.array(row).max(limits.rows, 'organisation_problem_rows').default([]);

/** What is asked of a new one: enough to know it from another, and to validate it. */
const essentials = {
	name,
	acronym: z
		.string()
		.refine(between(limits.acronym.least, limits.acronym.most), 'organisation_problem_acronym')
		.optional(),
	kind: z.string({ error: 'organisation_problem_kind' }).pipe(code),
	territory: code.optional(),
	summary: text(limits.summary),
	website: z
		.string()
		.transform((given) => (/^https?:\/\//.test(given) ? given : `https://${given}`))
		.pipe(
			z
				.url({ protocol: /^https?$/, error: 'organisation_problem_website' })
				.regex(/^https?:\/\/[^\s/]+\.[^\s]+$/, 'organisation_problem_website')
				.max(limits.website, 'organisation_problem_website')
		)
		.optional(),
	rna: z
		.string()
		.transform((given) => given.replace(/\s/g, '').toUpperCase())
		.pipe(z.string().regex(/^W[0-9A-Z]{9}$/, 'organisation_problem_rna'))
		.optional(),
	siren: z.string().transform(sirenIn).pipe(z.string().refine(isSiren, 'organisation_problem_siren')).optional()
};

const details = {
	description: text(limits.description),
	legalForm: text(limits.legalForm),
	languages: z.array(language).max(20, 'resource_problem_form').default([]),
	themes: codes,
	audiences: codes,
	countries: z
		.string()
		.default('')
		.transform((given) => namesIn(given, /[,;\n]/))
		.pipe(z.array(country).max(60, 'organisation_problem_country')),
	offers: text(limits.offers),
	needs: text(limits.needs),
	contactFunction: text(limits.contactFunction),
	contactEmail: z.email({ error: 'signin_problem_address' }).max(200, 'signin_problem_address').optional(),
	presidentFunction: text(limits.presidentFunction),
	activity: z.enum(activities, { error: 'resource_problem_form' }).optional(),
	parent: z.string().max(limits.name.most, 'organisation_problem_long').optional(),
	networks: z
		.string()
		.default('')
		.transform((given) => namesIn(given))
		.pipe(z.array(z.string()).max(limits.rows, 'organisation_problem_rows')),
	names: rows(z.object({ name, from: date, to: date })),
	successions: rows(z.object({ name, on: date })),
	twinnings: rows(
		z.object({
			town: z
				.string({ error: 'organisation_problem_town' })
				.refine(between(limits.town.least, limits.town.most), 'organisation_problem_town'),
			country: country.optional(),
			on: date,
			language: language.optional()
		})
	),
	visibility: z.enum(visibilities, { error: 'resource_problem_form' }).default('public'),
	sensitivity: z.array(z.enum(sensitivities)).default([])
};

/** Rows of a form are named `names.0.name`; what is left empty is not there. */
function gatherRows(given: unknown): unknown {
	const gathered: Record<string, unknown> = { ...(given as Record<string, unknown>) };
	const lists: Record<string, Record<string, unknown>[]> = {};
	for (const [key, value] of Object.entries(gathered)) {
		const cell = /^(names|successions|twinnings)\.(\d{1,2})\.([a-z]+)$/.exec(key);
		if (!cell) continue;
		const list = (lists[cell[1] ?? ''] ??= []);
		(list[Number(cell[2])] ??= {})[cell[3] ?? ''] = value;
	}
	for (const [list, found] of Object.entries(lists)) gathered[list] = found.filter(Boolean);
	return gathered;
}

export const sheetSchema = z.preprocess(
	gatherRows,
	z.object({ id: z.uuid(), version: z.coerce.number().int().positive(), ...essentials, ...details })
);
export type SheetValues = z.infer<typeof sheetSchema>;

export const proposalSchema = z.object({
	id: z.uuid(),
	...essentials,
	sensitivity: details.sensitivity,
	/** « Aucune de celles-ci »: duplicates were shown. */
	different: z.literal('on').optional()
});
export type ProposalValues = z.infer<typeof proposalSchema>;

export const validationSchema = z.object({
	kind: z.string({ error: 'organisation_problem_kind' }).pipe(code),
	territory: code.optional()
});

const reason = z
	.string({ error: 'organisation_problem_reason' })
	.refine(between(3, 600), 'organisation_problem_reason');
export const reasonSchema = z.object({ reason });

export const requestSchema = z.object({
	id: z.uuid(),
	message: z.string().refine(between(0, 600), 'organisation_problem_long').optional()
});

export const answerSchema = z
	.object({
		request: z.uuid(),
		answer: z.enum(['accepted', 'refused'], { error: 'resource_problem_form' }),
		role: z.enum(roles, { error: 'resource_problem_form' }).default('contributeur'),
		reason: z.string().refine(between(0, 600), 'organisation_problem_long').optional()
	})
	.refine((given) => given.answer === 'accepted' || (given.reason ?? '').length >= 3, {
		path: ['reason'],
		message: 'organisation_problem_reason'
	});

export const contactSchema = z.object({
	id: z.uuid(),
	name: z.string({ error: 'contact_problem_name' }).refine(between(2, 120), 'contact_problem_name'),
	email: z
		.email({ error: 'signin_problem_address' })
		.max(200, 'signin_problem_address')
		.regex(/^[^\s@<>]+@[^\s@<>]+$/, 'signin_problem_address'),
	message: z.string({ error: 'contact_problem_message' }).refine(between(10, 4000), 'contact_problem_message'),
	/** Nobody sees this field: who fills it is a machine. */
	website: z.string().optional()
});
export type ContactValues = z.infer<typeof contactSchema>;

export const introductionSchema = z.object({
	id: z.uuid(),
	other: z.uuid({ error: 'introduce_problem_other' }),
	message: z.string({ error: 'contact_problem_message' }).refine(between(10, 4000), 'contact_problem_message')
});
export type IntroductionValues = z.infer<typeof introductionSchema>;

export const logoSchema = z.object({
	alternative: z
		.string({ error: 'organisation_problem_alternative' })
		.refine(between(2, 300), 'organisation_problem_alternative')
});
