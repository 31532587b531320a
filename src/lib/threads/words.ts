/** The names of what a page of discussions shows. */
import * as m from '$lib/paraglide/messages';
import type { List } from './thread';

export const listNames: Record<List, () => string> = {
	all: m.threads_list_all,
	unanswered: m.threads_list_unanswered
};
