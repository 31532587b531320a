/**
 * A report (« signalement ») says that a content is illegal, dangerous or wrong: the notice that the
 * LCEN and the DSA ask for (`domain.md` §2.4). Anybody makes one, with or without an account; it is
 * acknowledged, examined, decided with reasons, and both sides are told. It is never deleted.
 */
export const reportedKinds = ['resource', 'organisation', 'space', 'post', 'message', 'document', 'event'] as const;
export type ReportedKind = (typeof reportedKinds)[number];

export const grounds = ['illegal', 'copyright', 'privacy', 'danger', 'hate', 'minors', 'error', 'other'] as const;
export type Ground = (typeof grounds)[number];

/** Received, then taken up, then one of the three decisions. */
export const reportStatuses = ['received', 'examined', 'kept', 'restricted', 'withdrawn'] as const;
export type ReportStatus = (typeof reportStatuses)[number];

export const decisions = ['kept', 'restricted', 'withdrawn'] as const;
export type Decision = (typeof decisions)[number];

export function isDecided(status: ReportStatus): status is Decision {
	return (decisions as readonly string[]).includes(status);
}

/** What somebody said: it has no circle of readers of its own, and once it is withdrawn its words are gone. */
export const isSpoken = (kind: ReportedKind) => kind === 'post' || kind === 'message';

export const decisionsAbout = (kind: ReportedKind) =>
	decisions.filter((decision) => decision !== 'restricted' || !isSpoken(kind));
