/** The names of what a page of notifications, or a mail, shows. */
import * as m from '$lib/paraglide/messages';
import type { Locale } from '$lib/platform/numbers';
import type { Kind, Level, List, Rhythm, Told } from './notification';

type Options = { locale?: Locale };
type Counted = (said: { count: number }, options?: Options) => string;

export const kindNames: Record<Kind, () => string> = {
	mention: m.notifications_kind_mention,
	reply: m.notifications_kind_reply,
	message: m.notifications_kind_message,
	followed: m.notifications_kind_followed,
	thread: m.notifications_kind_thread,
	document: m.notifications_kind_document,
	event: m.notifications_kind_event,
	resource: m.notifications_kind_resource,
	'own-resource': m.notifications_kind_own_resource,
	request: m.notifications_kind_request,
	invitation: m.notifications_kind_invitation,
	validation: m.notifications_kind_validation
};

export const levelNames: Record<Level, () => string> = {
	now: m.notifications_level_now,
	digest: m.notifications_level_digest,
	centre: m.notifications_level_centre,
	nothing: m.notifications_level_nothing
};

export const rhythmNames: Record<Rhythm, () => string> = {
	daily: m.notifications_rhythm_daily,
	weekly: m.notifications_rhythm_weekly,
	never: m.notifications_rhythm_never
};

export const listNames: Record<List, () => string> = {
	all: m.notifications_list_all,
	unread: m.notifications_list_unread,
	mine: m.notifications_list_mine
};

/** What the object is called: a room has the name of its space. */
export function nameOf(
	{ objectKind, name, space }: Pick<Told, 'objectKind' | 'name' | 'space'>,
	options?: Options
): string {
	if (objectKind === 'report') return m.notifications_report({}, options);
	if (name === null) return m.notifications_conversation({}, options);
	return objectKind === 'chat' && space ? m.notifications_room({ space: name }, options) : name;
}

/** By kind alone, or with what happened. */
const facts: Record<string, Counted> = {
	mention: m.notifications_fact_mention,
	reply: m.notifications_fact_reply,
	message: m.notifications_fact_message,
	followed: m.notifications_fact_followed,
	thread: m.notifications_fact_thread,
	'followed opened': m.notifications_fact_thread,
	'document opened': m.notifications_fact_document_opened,
	'document in-review': m.notifications_fact_document_in_review,
	'document adopted': m.notifications_fact_document_adopted,
	'event published': m.notifications_fact_event_published,
	'event moved-online': m.notifications_fact_event_moved_online,
	'event postponed': m.notifications_fact_event_postponed,
	'event cancelled': m.notifications_fact_event_cancelled,
	'resource published': m.notifications_fact_resource_published,
	'own-resource published': m.notifications_fact_own_resource_published,
	'own-resource to-correct': m.notifications_fact_own_resource_to_correct,
	'own-resource withdrawn': m.notifications_fact_own_resource_withdrawn,
	'request asked': m.notifications_fact_request_asked,
	'request proposed': m.notifications_fact_request_proposed,
	invitation: m.notifications_fact_invitation,
	'validation proposed': m.notifications_fact_validation_proposed,
	'validation asked': m.notifications_fact_validation_asked,
	'validation reported': m.notifications_fact_validation_reported
};

/** « 3 réponses, 1 mention ». A fact that nobody wrote a sentence for is told as a change: never a hole. */
export function factsOf({ facts: told }: Pick<Told, 'facts'>, options?: Options): string {
	const counts = new Map<Counted, number>();
	for (const { kind, verb, count } of told) {
		const sentence = facts[`${kind} ${verb}`] ?? facts[kind] ?? m.notifications_fact_other;
		counts.set(sentence, (counts.get(sentence) ?? 0) + count);
	}
	return [...counts].map(([sentence, count]) => sentence({ count }, options)).join(', ');
}
