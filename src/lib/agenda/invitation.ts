/**
 * An invitation asks somebody to come to an event, and opens nothing: it goes to those who may read the event
 * already, people of the network or, for what is public, any address. « Yes » registers, where people register. It
 * never tells whether an address has an account.
 */

export const answers = ['yes', 'maybe', 'no'] as const;
export type Answer = (typeof answers)[number];

/** What became of one line. */
export type InvitingOutcome = 'invited' | 'waiting' | 'limit' | 'refused' | 'unable';

export const invitingLimits = { people: 50, addresses: 50, word: 600 } as const;

/** One person or one address. */
export interface Invitee {
	person?: string;
	email?: string;
}

/** In the list of those who hold the event. */
export interface InvitedLine {
	id: string;
	/** Null: somebody who shows themself to nobody, or an address. */
	name: string | null;
	email: string | null;
	answer: Answer | null;
	/** To the microsecond. */
	at: string;
}

/** That of the viewer. */
export interface OwnInvitation {
	word: string | null;
	answer: Answer | null;
}

/** How many answered what; `none`: nothing yet. */
export type AnswerCounts = Record<Answer | 'none', number>;
