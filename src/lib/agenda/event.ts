/**
 * An event takes place once or several times, somewhere or on line, held by organisations. Its times are
 * those of its place: local, with the zone's name, so that they stay right whatever the clocks of readers
 * say. What is published is never deleted: cancelled, it stays visible with its reason.
 */

/** Pages of the agenda: no event has their address. */
export const pages = ['nouveau', 'miens', 'abonnement', 'invitation'] as const;

export const statuses = ['draft', 'proposed', 'to-correct', 'published', 'withdrawn'] as const;
export type Status = (typeof statuses)[number];

export const situations = ['scheduled', 'moved-online', 'postponed', 'cancelled', 'full'] as const;
export type Situation = (typeof situations)[number];

export const visibilities = ['public', 'reseau', 'espace', 'organisation'] as const;
export type Visibility = (typeof visibilities)[number];

export const attendances = ['on-site', 'online', 'both'] as const;
export type Attendance = (typeof attendances)[number];

export const entries = ['free', 'paid'] as const;
export type Entry = (typeof entries)[number];

/** An event names no funder: what may be masked is its place and who made it. */
export const sensitivities = ['place', 'people', 'no_index'] as const;
export type Sensitivity = (typeof sensitivities)[number] | 'funders';

export const accessibilities = [
	'step-free',
	'lift',
	'toilets',
	'parking',
	'hearing-loop',
	'sign-language',
	'captions'
] as const;
export type Accessibility = (typeof accessibilities)[number];

/** What gives an event its colour in the month. */
export type Family = 'meeting' | 'festive' | 'youth' | 'film' | 'preparation';

export const intents = ['draft', 'propose', 'publish', 'save'] as const;
export type Intent = (typeof intents)[number];

export const limits = {
	title: { least: 3, most: 200 },
	summary: { least: 3, most: 300 },
	description: { most: 20_000 },
	price: { most: 200 },
	placeName: { least: 2, most: 160 },
	address: { most: 300 },
	access: { most: 400 },
	link: { most: 1000 },
	organisers: { most: 20, longest: 200 },
	reason: { least: 3, most: 500 },
	/** Dates typed one by one; more of them follow a rule. */
	dates: { most: 12 }
} as const;
