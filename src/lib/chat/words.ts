/** Why a conversation is not opened. */
import * as m from '$lib/paraglide/messages';

export const openingRules: Record<string, () => string> = {
	people: m.chat_rule_people,
	hidden: m.chat_rule_hidden,
	unreachable: m.chat_rule_unreachable,
	'too-many': m.chat_rule_too_many
};
