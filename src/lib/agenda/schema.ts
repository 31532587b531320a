import { z } from 'zod';
import { isTimeZone } from '$lib/people/time-zones';
import { between } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import { lengthOf, namesIn } from '$lib/resources/resource';
import {
	accessibilities,
	attendances,
	entries,
	intents,
	limits,
	sensitivities,
	situations,
	visibilities
} from './event';
import { registrationLimits, registrationModes } from './registration';
import { repeats, ruleOf } from './recurrence';
import { isDay, occurrenceAbout, occurrenceOf, type TypedDate, type When } from './when';

const id = z.string().refine(isId, 'agenda_problem_form');
const code = z
	.string()
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'agenda_problem_form')
	.max(80, 'agenda_problem_form');
const codes = z.array(code).max(40, 'agenda_problem_form').default([]);
const text = (most: number, problem: string) =>
	z
		.string()
		.refine((given) => lengthOf(given) <= most, problem)
		.optional();
const optionalText = z.string().max(30, 'agenda_problem_date').optional();

/** `date1`, `start1`, `endDate1`, `end1`, and so on. */
const dateFields = Object.fromEntries(
	Array.from({ length: limits.dates.most }, (_, n) => n + 1).flatMap((n) =>
		['date', 'start', 'endDate', 'end'].map((name) => [`${name}${n}`, optionalText])
	)
) as Record<`${'date' | 'start' | 'endDate' | 'end'}${number}`, typeof optionalText>;

const saying = {
	title: z
		.string({ error: 'agenda_problem_title' })
		.refine(
			(given) => lengthOf(given) >= limits.title.least && lengthOf(given) <= limits.title.most,
			'agenda_problem_title'
		),
	kind: code.optional(),
	summary: text(limits.summary.most, 'agenda_problem_summary'),
	description: text(limits.description.most, 'agenda_problem_description'),
	language: z
		.string()
		.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'agenda_problem_form')
		.default('fr'),
	about: z.string().max(30, 'agenda_problem_about').optional(),
	repeat: z.enum(repeats).optional(),
	repeatUntil: optionalText,
	repeatCount: z.coerce.number().int().min(2, 'agenda_problem_count').max(366, 'agenda_problem_count').optional(),
	/** Days that are left out, one a line. */
	except: z.string().max(1500, 'agenda_problem_except').optional(),
	/** A rule that was written elsewhere, in a shape that the form does not know: kept as long as the first date is. */
	rule: z.string().max(200, 'agenda_problem_form').optional(),
	timeZone: z.string().refine(isTimeZone, 'agenda_problem_zone').default('Europe/Paris'),
	attendance: z.enum(attendances).default('on-site'),
	placeName: z
		.string()
		.refine(
			(given) => lengthOf(given) >= limits.placeName.least && lengthOf(given) <= limits.placeName.most,
			'agenda_problem_place'
		)
		.optional(),
	address: text(limits.address.most, 'agenda_problem_address'),
	territory: code.optional(),
	access: text(limits.access.most, 'agenda_problem_access'),
	accessibility: z.array(z.enum(accessibilities)).default([]),
	onlineLink: z
		.url({ protocol: /^https?$/, error: 'agenda_problem_link' })
		.max(limits.link.most, 'agenda_problem_link')
		.regex(/^https?:\/\/\S+$/, 'agenda_problem_link')
		.optional(),
	entry: z.enum(entries).optional(),
	price: text(limits.price.most, 'agenda_problem_price'),
	registration: z.enum(registrationModes).default('none'),
	capacity: z.coerce
		.number({ error: 'registration_problem_capacity' })
		.int('registration_problem_capacity')
		.min(1, 'registration_problem_capacity')
		.max(registrationLimits.capacity.most, 'registration_problem_capacity')
		.optional(),
	organisation: id.optional(),
	organisers: z
		.string()
		.refine((lines) => {
			const names = namesIn(lines);
			return (
				names.length <= limits.organisers.most && names.every((name) => lengthOf(name) <= limits.organisers.longest)
			);
		}, 'agenda_problem_organisers')
		.optional(),
	space: id.optional(),
	campaign: id.optional(),
	visibility: z.enum(visibilities).default('public'),
	themes: codes,
	audiences: codes,
	sensitivity: z.array(z.enum([...sensitivities, 'funders'])).default([])
};

type Said = Partial<Record<string, unknown>>;

/** The dates that are typed, with the number of each. */
function typedDates(given: Said): { n: number; typed: TypedDate }[] {
	const field = (name: string) => given[name] as string | undefined;
	return Array.from({ length: limits.dates.most }, (_, index) => {
		const n = index + 1;
		return {
			n,
			typed: {
				date: field(`date${n}`),
				start: field(`start${n}`),
				endDate: field(`endDate${n}`),
				end: field(`end${n}`)
			}
		};
	}).filter(({ typed }) => Object.values(typed).some(Boolean));
}

/** Each date once, in the order of time. */
function occurrencesOf(given: Said): When[] {
	const about = typeof given['about'] === 'string' ? occurrenceAbout(given['about']) : null;
	const whole = typedDates(given).map(({ typed }) => occurrenceOf(typed));
	const all = [...whole, ...(whole.length ? [] : [about])].filter((when) => when !== null);
	return [...new Map(all.map((when) => [when.starts, when])).values()].sort((a, b) => (a.starts < b.starts ? -1 : 1));
}

/** Days as they are typed, one a line or with commas. */
const daysIn = (text: string | undefined) => (text ?? '').split(/[\s,;]+/).filter(Boolean);

/** One form, several buttons: a draft may be unfinished, what is proposed or published is complete. */
export const eventSchema = z
	.object({
		id,
		version: z.coerce.number().int().positive().optional(),
		intent: z.enum(intents),
		...saying,
		...dateFields
	})
	.superRefine((given, context) => {
		const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
		for (const { n, typed } of typedDates(given)) if (!occurrenceOf(typed)) problem(`date${n}`, 'agenda_problem_date');
		if (given.repeat) {
			const [first, second] = typedDates(given);
			if (second || first?.n !== 1) problem('repeat', 'agenda_problem_repeat');
			if (
				given.repeatUntil &&
				(!isDay(given.repeatUntil) || given.repeatUntil < String((given as Said)['date1'] ?? ''))
			)
				problem('repeatUntil', 'agenda_problem_until');
		}
		if (daysIn(given.except).length > 100 || !daysIn(given.except).every(isDay))
			problem('except', 'agenda_problem_except');
		if (given.about && !occurrenceAbout(given.about)) problem('about', 'agenda_problem_about');
		if (given.visibility === 'espace' && !given.space) problem('space', 'agenda_problem_space');
		if (given.visibility === 'organisation' && !given.organisation)
			problem('organisation', 'agenda_problem_organisation');
		if (given.intent === 'draft') return;
		if (!given.kind) problem('kind', 'agenda_problem_kind');
		if (lengthOf(given.summary ?? '') < limits.summary.least) problem('summary', 'agenda_problem_summary');
		if (!typedDates(given).length && !given.about) problem('date1', 'agenda_problem_no_date');
	})
	.transform((given) => {
		const dates = occurrencesOf(given);
		const [first] = dates;
		const rule =
			first && given.repeat
				? ruleOf(
						{ repeat: given.repeat, until: given.repeatUntil, count: given.repeatCount },
						first.starts.slice(0, 10)
					)
				: first && given.rule && dates.length === 1
					? given.rule
					: undefined;
		const excluded = rule && first ? daysIn(given.except).map((day) => `${day}T${first.starts.slice(11)}`) : [];
		return { ...given, dates, rule, excluded };
	});

export type EventValues = z.infer<typeof eventSchema>;

/** Publishing, sending back, withdrawing: why. */
export const decisionSchema = z
	.object({
		decision: z.enum(['published', 'to-correct', 'withdrawn']),
		reason: text(1000, 'agenda_problem_reason')
	})
	.refine(({ decision, reason }) => decision === 'published' || (reason ?? '').length >= 3, {
		path: ['reason'],
		message: 'agenda_problem_reason'
	});

/** Cancelled, postponed, moved on line, full, or as it was planned. */
export const situationSchema = z
	.object({ situation: z.enum(situations), explanation: text(limits.reason.most, 'agenda_problem_explanation') })
	.refine(
		({ situation, explanation }) =>
			!['cancelled', 'postponed'].includes(situation) || (explanation ?? '').length >= limits.reason.least,
		{ path: ['explanation'], message: 'agenda_problem_explanation' }
	);

/** One date of an event: moved, cancelled, or as it was planned. */
export const occurrenceSchema = z
	.object({
		id,
		act: z.enum(['move', 'cancel', 'restore']),
		date1: optionalText,
		start1: optionalText,
		end1: optionalText,
		because: text(limits.reason.most, 'agenda_problem_explanation')
	})
	.transform(({ id, act, date1, start1, end1, because }, context) => {
		if (act === 'restore') return { id, change: { act } };
		if (act === 'cancel') {
			if ((because ?? '').length >= limits.reason.least) return { id, change: { act, because: because ?? '' } };
			context.addIssue({ code: 'custom', path: ['because'], message: 'agenda_problem_explanation' });
			return z.NEVER;
		}
		const when = start1 ? occurrenceOf({ date: date1, start: start1, end: end1 }) : null;
		if (when) return { id, change: { act, starts: when.starts, ends: when.ends } };
		context.addIssue({ code: 'custom', path: ['date1'], message: 'agenda_problem_move' });
		return z.NEVER;
	});

export const campaignSchema = z
	.object({
		id,
		version: z.coerce.number().int().positive().optional(),
		name: z
			.string({ error: 'campaign_problem_name' })
			.refine((given) => lengthOf(given) >= 3 && lengthOf(given) <= 160, 'campaign_problem_name'),
		startsOn: z.string({ error: 'campaign_problem_dates' }).refine(isDay, 'campaign_problem_dates'),
		endsOn: z.string({ error: 'campaign_problem_dates' }).refine(isDay, 'campaign_problem_dates'),
		summary: text(limits.summary.most, 'agenda_problem_summary'),
		description: text(limits.description.most, 'agenda_problem_description'),
		territories: codes
	})
	.refine(({ startsOn, endsOn }) => startsOn <= endsOn, { path: ['endsOn'], message: 'campaign_problem_dates' });

export type CampaignValues = z.infer<typeof campaignSchema>;

const dates = z
	.array(id, { error: 'registration_problem_dates' })
	.min(1, 'registration_problem_dates')
	.max(registrationLimits.dates, 'registration_problem_dates');
export const registeredName = z
	.string({ error: 'registration_problem_name' })
	.refine(between(registrationLimits.name.least, registrationLimits.name.most), 'registration_problem_name');

/** A member, in one click: none of the dates is leaving. */
export const attendanceSchema = z.object({ id, dates: z.array(id).max(registrationLimits.dates).default([]) });

/** Somebody without an account. */
export const registrationSchema = z.object({
	id,
	name: registeredName,
	email: z
		.email({ error: 'signin_problem_address' })
		.max(registrationLimits.email.most, 'signin_problem_address')
		.regex(/^[^\s@<>]+@[^\s@<>]+$/, 'signin_problem_address')
		.transform((address) => address.toLowerCase()),
	dates,
	/** Nobody sees this field: who fills it is a machine. */
	website: z.string().optional()
});
export type RegistrationValues = z.infer<typeof registrationSchema>;

export const registrationChangeSchema = z.object({ name: registeredName, dates });
