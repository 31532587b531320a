import * as m from '$lib/paraglide/messages';
import type { Level, SpaceRole, SpaceVisibility } from './space';

export const spaceVisibilityNames: Record<SpaceVisibility, () => string> = {
	public: m.space_visibility_public,
	reseau: m.space_visibility_reseau,
	espace: m.space_visibility_espace
};

/** What it means, in a sentence: who reads, who takes part. */
export const spaceVisibilitySentences: Record<SpaceVisibility, () => string> = {
	public: m.space_visibility_public_means,
	reseau: m.space_visibility_reseau_means,
	espace: m.space_visibility_espace_means
};

export const spaceRoleNames: Record<SpaceRole, (inputs?: object, options?: { locale: 'fr' | 'en' }) => string> = {
	animateur: m.space_role_animateur,
	decideur: m.space_role_decideur,
	technique: m.space_role_technique,
	membre: m.space_role_membre,
	observateur: m.space_role_observateur
};

export const levelNames: Record<Level, () => string> = {
	politique: m.space_level_politique,
	technique: m.space_level_technique
};

/** What an act just did, said on the page where it leads (`?fait=`). */
export const doneSentences: Partial<Record<string, () => string>> = {
	opened: m.space_done_opened,
	saved: m.space_done_saved,
	archived: m.space_done_archived,
	reopened: m.space_done_reopened,
	asked: m.space_done_asked,
	'request-withdrawn': m.space_done_request_withdrawn,
	'request-accept': m.space_done_request_accept,
	'request-refuse': m.space_done_request_refuse,
	joined: m.space_done_joined,
	'taken-over': m.space_done_taken_over,
	role: m.space_done_role,
	removed: m.space_done_removed,
	'handed-over': m.space_done_handed_over,
	seat: m.space_done_seat,
	parted: m.space_done_parted,
	left: m.space_done_left,
	'charter-published': m.charter_done_published,
	'charter-withdrawn': m.charter_done_withdrawn,
	'charter-accepted': m.charter_done_accepted
};

/** A rule of the space that stopped an act (the hint of its trigger): what happened, then what to do. */
export const ruleSentences: Partial<Record<string, () => string>> = {
	'last-facilitator': m.space_rule_last_facilitator,
	organisation: m.space_rule_organisation,
	member: m.space_rule_member,
	'too-many': m.space_rule_too_many,
	decided: m.space_rule_decided,
	'charter-replaced': m.charter_rule_replaced,
	moderated: m.report_held
};
