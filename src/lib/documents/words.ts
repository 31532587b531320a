import * as m from '$lib/paraglide/messages';
import type { Reach, Status, Template, Writers } from './document';

export const statusNames: Record<Status, () => string> = {
	draft: m.documents_status_draft,
	'in-review': m.documents_status_in_review,
	adopted: m.documents_status_adopted
};

export const reachNames: Record<Reach, () => string> = {
	public: m.documents_read_public,
	reseau: m.documents_read_reseau,
	espace: m.documents_read_espace,
	named: m.documents_read_named
};

export const writersNames: Record<Writers, () => string> = {
	espace: m.documents_written_espace,
	named: m.documents_written_named
};

export const templateNames: Record<Template, () => string> = {
	blank: m.documents_template_blank,
	minutes: m.documents_template_minutes,
	experience: m.documents_template_experience
};

/** Who reads it and who writes it, in one sentence. */
export function reachSentence(readBy: Reach, writtenBy: Writers): string {
	return m.documents_reach_sentence({ readers: reachNames[readBy](), writers: writersNames[writtenBy]() });
}

/** What an act just did, said on the page where it leads (`?fait=`). */
export const doneSentences: Partial<Record<string, () => string>> = {
	opened: m.documents_done_opened,
	saved: m.documents_done_saved,
	'in-review': m.documents_done_in_review,
	draft: m.documents_done_draft,
	adopted: m.documents_done_adopted,
	thrown: m.documents_done_thrown,
	named: m.documents_done_named,
	kept: m.documents_done_kept,
	'named-version': m.documents_done_named_version,
	'unnamed-version': m.documents_done_unnamed_version,
	'removed-version': m.documents_done_removed_version,
	restored: m.documents_done_restored
};

/** A rule that stopped an act (the hint of its trigger). */
export const ruleSentences: Partial<Record<string, () => string>> = {
	empty: m.documents_rule_empty,
	late: m.documents_rule_late,
	adopted: m.documents_rule_adopted,
	full: m.documents_rule_full,
	removed: m.documents_rule_removed
};
