/**
 * A registration says who comes to an event, and to which of its dates. A place is given when it is confirmed:
 * at once to a member, after the link of a mail to somebody without an account. The database gives it, or a rank
 * on the waiting list, and moves that list up by itself; never more places than there are.
 */
import type { Situation } from './event';
import type { When } from './when';

export const registrationModes = ['none', 'open', 'closed'] as const;
export type RegistrationMode = (typeof registrationModes)[number];

export const registrationLimits = {
	name: { least: 2, most: 120 },
	email: { most: 200 },
	capacity: { most: 100_000 },
	/** Dates in one form. */
	dates: 60
} as const;

export interface RegisteredDate {
	occurrence: string;
	state: 'held' | 'waiting';
	/** On the waiting list, from 1. */
	rank: number | null;
}

export interface Registration {
	id: string;
	name: string;
	dates: RegisteredDate[];
}

/** A date as registrations see it. */
export interface RegistrableDate extends When {
	id: string;
	heldCount: number;
	/** Whether people register for it now. */
	open: boolean;
}

/** Places that are left; null: as many as come. */
export function roomOf({ heldCount }: Pick<RegistrableDate, 'heldCount'>, capacity: number | null): number | null {
	return capacity === null ? null : Math.max(0, capacity - heldCount);
}

/** What became of an event: it is also full when no date to come has a place left. */
export function situationOf(
	situation: Situation,
	capacity: number | null,
	dates: readonly Pick<RegistrableDate, 'heldCount' | 'open'>[]
): Situation {
	const open = dates.filter((date) => date.open);
	const full = open.length > 0 && open.every((date) => roomOf(date, capacity) === 0);
	return situation === 'scheduled' && full ? 'full' : situation;
}
