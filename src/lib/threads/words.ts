/** The names of what a page of discussions shows. */
import * as m from '$lib/paraglide/messages';
import type { Level, List, Reaction } from './thread';

export const listNames: Record<List, () => string> = {
	all: m.threads_list_all,
	unread: m.threads_list_unread,
	unanswered: m.threads_list_unanswered,
	followed: m.threads_list_followed
};

export const levelNames: Record<Level, () => string> = {
	everything: m.threads_level_everything,
	mentions: m.threads_level_mentions,
	nothing: m.threads_level_nothing
};

export const reactionNames: Record<Reaction, () => string> = {
	thanks: m.threads_reaction_thanks,
	agree: m.threads_reaction_agree,
	'can-help': m.threads_reaction_can_help,
	'to-discuss': m.threads_reaction_to_discuss
};

/** What was just done, as the address of the next page says it. */
export const doneSentences: Record<string, () => string> = {
	modifie: m.threads_done_edited,
	retire: m.threads_done_withdrawn,
	discussion: m.threads_done_changed
};
