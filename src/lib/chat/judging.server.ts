/** What becomes of an act in a room: done under the rights that its author has at that moment, or why not. */
import { asViewer, SessionEnded, type Claims, type Database } from '$lib/platform/database.server';
import { isDatabaseError, refused } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';

export type Failure = 'refused' | 'taken' | 'withdrawn' | 'signed-out' | 'unavailable';
export type Outcome<T> = { done: T } | { failed: Failure };

/** @param nothing what it means that nothing was done. */
export const orElse = <T>(outcome: Outcome<T | null>, nothing: Failure): Outcome<T> =>
	'done' in outcome ? (outcome.done === null ? { failed: nothing } : { done: outcome.done }) : outcome;

export async function judged<T>(claims: Claims, work: (db: Database) => Promise<T>): Promise<Outcome<T>> {
	try {
		return { done: await asViewer(claims, work) };
	} catch (error) {
		return { failed: error instanceof SessionEnded ? 'signed-out' : failureOf(error) };
	}
}

/** @param error what was thrown, or the code of a refusal. */
export function failureOf(error: unknown): Failure {
	const code = isDatabaseError(error) ? error.code : error;
	if (code === refused.right) return 'refused';
	if (code === refused.rule) return 'withdrawn';
	runtime().log.warn({ error: String(error) }, 'A room could not be read or written');
	return 'unavailable';
}
