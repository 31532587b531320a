/**
 * A space is where bodies and people meet around a purpose. Gathering a body gives it no access: only
 * its members take part, and only they know who the others are.
 */

export const spaceVisibilities = ['public', 'reseau', 'espace'] as const;
export type SpaceVisibility = (typeof spaceVisibilities)[number];

export const spaceRoles = ['animateur', 'decideur', 'technique', 'membre', 'observateur'] as const;
export type SpaceRole = (typeof spaceRoles)[number];

/** `domain.md` CO-08: elected people with elected people, services with services. */
export const levels = ['politique', 'technique'] as const;
export type Level = (typeof levels)[number];

/** The longest texts that a space may hold, and what the tables refuse too. */
export const limits = {
	name: { least: 2, most: 160 },
	purpose: 600,
	mandate: 5000,
	rhythm: 200,
	quorum: 300,
	decisionMode: 300
} as const;
