/**
 * When a place that a form names asks for protection, the form comes back once with it ticked, and says
 * why. What is sent after that is the choice of its author.
 */
import * as m from '$lib/paraglide/messages';
import type { Database } from '$lib/platform/database.server';
import * as territories from './territories.server';

interface Sent {
	territories: readonly string[];
	/** Those of what is edited: what was decided for them is not asked again. */
	before?: readonly string[];
	sensitivity: readonly string[];
	/** Places for which the form has already come back. */
	asked: readonly string[];
}

export interface ProposedProtection {
	/** To fill the form again. */
	typed: { sensitivity: string[]; asked: string[] };
	problems: { sensitivity: string };
}

export async function proposedProtection(
	db: Database,
	{ territories: named, before = [], sensitivity, asked }: Sent
): Promise<ProposedProtection | null> {
	const fresh = named.filter((code) => !before.includes(code) && !asked.includes(code));
	const proposed = await territories.protectionOf(db, fresh);
	if (!proposed || proposed.codes.every((code) => sensitivity.includes(code))) return null;
	return {
		typed: { sensitivity: [...new Set([...sensitivity, ...proposed.codes])], asked: [...asked, ...fresh] },
		problems: { sensitivity: m.territory_proposed({ places: proposed.names.join(', ') }) }
	};
}
