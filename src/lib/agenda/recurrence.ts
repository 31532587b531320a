/** How an event comes back, as its form says it: a rule of RFC 5545, in the few shapes that people use. */
import { dayAfter } from './when';

export const repeats = ['daily', 'weekly', 'biweekly', 'monthly-day', 'monthly-weekday', 'yearly'] as const;
export type Repeat = (typeof repeats)[number];

export interface TypedRule {
	repeat: Repeat;
	/** The last day, included. */
	until?: string | undefined;
	count?: number | undefined;
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** « 2TU » of a second Tuesday; the fifth is the last one, which every month has. */
function weekdayOf(day: string): string {
	const at = new Date(`${day}T00:00Z`);
	const nth = Math.ceil(at.getUTCDate() / 7);
	return `${nth === 5 ? -1 : nth}${weekdays[at.getUTCDay()]}`;
}

function head(repeat: Repeat, first: string): string {
	switch (repeat) {
		case 'daily':
			return 'FREQ=DAILY';
		case 'weekly':
			return 'FREQ=WEEKLY';
		case 'biweekly':
			return 'FREQ=WEEKLY;INTERVAL=2';
		case 'monthly-day':
			return `FREQ=MONTHLY;BYMONTHDAY=${Number(first.slice(8, 10))}`;
		case 'monthly-weekday':
			return `FREQ=MONTHLY;BYDAY=${weekdayOf(first)}`;
		case 'yearly':
			return 'FREQ=YEARLY';
	}
}

/** @param first the day of the first occurrence. */
export function ruleOf({ repeat, until, count }: TypedRule, first: string): string {
	const end = until ? `;UNTIL=${until.replaceAll('-', '')}` : count ? `;COUNT=${count}` : '';
	return head(repeat, first) + end;
}

/** What the form shows of a rule; null when it was written elsewhere, in another shape. */
export function typedRule(rule: string, first: string): TypedRule | null {
	const [, body = '', , ending, value = ''] = /^(.*?)(;(UNTIL|COUNT)=(\d+))?$/.exec(rule) ?? [];
	const repeat = repeats.find((candidate) => head(candidate, first) === body);
	if (!repeat) return null;
	if (ending === 'UNTIL') return { repeat, until: `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}` };
	return ending === 'COUNT' ? { repeat, count: Number(value) } : { repeat };
}

/**
 * Occurrences are made from a year ago to a year and a half ahead: a list or a subscription looks no further.
 * @param first the day of the first one: what begins later goes on for as long.
 */
export function expansionWindow(today: string, first: string): { from: string; until: string } {
	return { from: dayAfter(today, -366), until: dayAfter(first > today ? first : today, 548) };
}
