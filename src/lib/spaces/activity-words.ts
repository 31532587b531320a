/** The journal in plain sentences: who did what, then what it is about. */
import * as m from '$lib/paraglide/messages';
import type { ActivityKind } from './journal.server';

type Sentence = (said: { actor: string; object: string }) => string;

const sentences: Record<ActivityKind, Partial<Record<string, Sentence>>> = {
	resource: {
		published: m.activity_resource_published,
		proposed: m.activity_resource_proposed,
		revised: m.activity_resource_revised,
		'to-correct': m.activity_resource_to_correct,
		'to-review': m.activity_resource_to_review,
		archived: m.activity_resource_archived,
		withdrawn: m.activity_resource_withdrawn
	},
	document: {
		opened: m.activity_document_opened,
		'in-review': m.activity_document_in_review,
		reworked: m.activity_document_reworked,
		adopted: m.activity_document_adopted,
		written: m.activity_document_written,
		named: m.activity_document_named,
		restored: m.activity_document_restored,
		'version-removed': m.activity_document_version_removed
	},
	organisation: {
		gathered: m.activity_organisation_gathered,
		parted: m.activity_organisation_parted,
		'charter-accepted': m.activity_charter_accepted
	},
	space: {
		opened: m.activity_space_opened,
		revised: m.activity_space_revised,
		archived: m.activity_space_archived,
		reopened: m.activity_space_reopened,
		unattended: m.activity_space_unattended,
		'taken-over': m.activity_space_taken_over,
		'joined-as-administration': m.activity_space_administration,
		charter: m.activity_charter_published,
		'charter-withdrawn': m.activity_charter_withdrawn
	},
	person: {
		joined: m.activity_person_joined,
		left: m.activity_person_left,
		removed: m.activity_person_removed,
		'role-changed': m.activity_person_role,
		'charter-accepted': m.activity_charter_accepted
	},
	thread: {
		opened: m.activity_thread_opened,
		renamed: m.activity_thread_renamed,
		pinned: m.activity_thread_pinned,
		unpinned: m.activity_thread_unpinned,
		closed: m.activity_thread_closed,
		reopened: m.activity_thread_reopened
	},
	post: {
		replied: m.activity_post_replied,
		revised: m.activity_post_revised,
		withdrawn: m.activity_post_withdrawn,
		kept: m.activity_post_kept,
		'let-go': m.activity_post_let_go
	},
	event: {
		published: m.activity_event_published,
		proposed: m.activity_event_proposed,
		revised: m.activity_event_revised,
		scheduled: m.activity_event_scheduled,
		'moved-online': m.activity_event_moved_online,
		postponed: m.activity_event_postponed,
		cancelled: m.activity_event_cancelled,
		full: m.activity_event_full,
		withdrawn: m.activity_event_withdrawn
	}
};

/** Who did it and what it is about stand in the sentence as these, to be replaced by links. */
export const places = { actor: '\u0002', object: '\u0003' } as const;

/**
 * The sentence in pieces, names apart from words. A verb that nobody wrote a sentence for is told as a
 * change: never a hole in the list.
 */
export function sentenceOf(kind: ActivityKind, verb: string): string[] {
	const sentence = sentences[kind][verb] ?? m.activity_changed;
	// eslint-disable-next-line no-control-regex -- the two places
	return sentence(places).split(/([\u0002\u0003])/);
}
