/**
 * One vocabulary of refusals: what PostgreSQL says becomes a status that a page can show. Refused
 * reads look like absence (404) because they return no row; refused writes are 403.
 */
import { error } from '@sveltejs/kit';

interface DatabaseError {
	code: string;
	message: string;
	/** Which rule refused, as its trigger names it. */
	hint?: string;
	constraint_name?: string;
}

export function isDatabaseError(thrown: unknown): thrown is DatabaseError {
	return (
		thrown instanceof Error &&
		typeof (thrown as { code?: unknown }).code === 'string' &&
		thrown.name === 'PostgresError'
	);
}

/** PostgreSQL stops, starts or has no room; or the driver has no connection, or lost it. The same request will do in a moment. */
const away =
	/^(57P0[123]|53300|08\d{3}|CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONN(REFUSED|RESET)|EPIPE)$/;

export const isAway = (thrown: unknown): thrown is Error =>
	thrown instanceof Error && 'code' in thrown && away.test(String(thrown.code));

export const refused = {
	/** Row-level security, or a rule about who may. */
	right: '42501',
	/** A business refusal raised by a trigger. */
	rule: 'PT409',
	unique: '23505',
	check: '23514',
	reference: '23503'
} as const;

/** Runs a write; a refusal becomes the page that says so. Anything else goes on, and is logged with an id. */
export async function orRefuse<T>(work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (thrown) {
		if (isDatabaseError(thrown)) {
			if (thrown.code === refused.right) error(403, 'refused');
			// Held after a report, until the measure is lifted: there is nothing to correct in the form.
			if (thrown.code === refused.rule && thrown.hint === 'moderated') error(423, 'moderated');
			// A reference to what is not there: a term that was just taken away, or a form that was altered.
			if ([refused.rule, refused.check, refused.reference].some((code) => code === thrown.code)) error(409, 'conflict');
		}
		throw thrown;
	}
}

/**
 * The rule that was met, by the hint of its trigger; anything else goes on.
 * @param only the rule for which there are words; absent: any.
 */
export async function ruleMet<T>(work: Promise<T>, only?: string): Promise<{ done: T } | { rule: string }> {
	try {
		return { done: await work };
	} catch (thrown) {
		if (isDatabaseError(thrown) && thrown.code === refused.rule && thrown.hint && thrown.hint === (only ?? thrown.hint))
			return { rule: thrown.hint };
		throw thrown;
	}
}

/** Absence and « you may not see it » are the same answer. */
export function orNotFound<T>(found: T | null | undefined): T {
	if (found === null || found === undefined) error(404, 'not-found');
	return found;
}
