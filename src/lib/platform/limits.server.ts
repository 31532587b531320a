/**
 * How often one may try. Counted in memory: enough for one process, and with two each counts for
 * itself (docs/decisions/0003). An address is only kept as a hash of the day's salt.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const minute = 60;
const limiters = {
	/** Passphrases and codes, per address and per IP (`model.md` § Sessions). */
	'sign-in': new RateLimiterMemory({ points: 5, duration: 15 * minute }),
	/** The same, for a whole network behind one IP: a school, a shared phone. */
	'sign-in-ip': new RateLimiterMemory({ points: 60, duration: 15 * minute }),
	/** The same from everywhere: many machines together must not guess six digits. A link still signs in. */
	'sign-in-address': new RateLimiterMemory({ points: 10, duration: 30 * minute }),
	mail: new RateLimiterMemory({ points: 5, duration: 60 * minute }),
	'mail-ip': new RateLimiterMemory({ points: 30, duration: 60 * minute }),
	report: new RateLimiterMemory({ points: 10, duration: 60 * minute }),
	/** Messages to organisations, per IP and per author. */
	contact: new RateLimiterMemory({ points: 5, duration: 60 * minute }),
	/** The same, to one organisation from everywhere. */
	'contact-to': new RateLimiterMemory({ points: 30, duration: 24 * 60 * minute }),
	/** Mails to confirm a registration, per address. */
	registration: new RateLimiterMemory({ points: 5, duration: 60 * minute }),
	/** The same, per IP: a family, a stand with one phone. */
	'registration-ip': new RateLimiterMemory({ points: 30, duration: 60 * minute }),
	/** Forms of invitations to events, per person; how many mails they write, the database counts. */
	'event-invitations': new RateLimiterMemory({ points: 30, duration: 60 * minute }),
	/** Rooms that one person asks for on the live connection. */
	'room-join': new RateLimiterMemory({ points: 240, duration: minute }),
	/** Messages of a person in all their rooms: those that waited for the network leave together. */
	chat: new RateLimiterMemory({ points: 120, duration: minute }),
	/** Times that they catch up. */
	'chat-since': new RateLimiterMemory({ points: 240, duration: minute }),
	/** What one person writes in documents, a keystroke at a time. */
	'document-update': new RateLimiterMemory({ points: 6000, duration: minute }),
	write: new RateLimiterMemory({ points: 120, duration: 10 * minute }),
	upload: new RateLimiterMemory({ points: 200, duration: 60 * minute })
} as const;

export type Limit = keyof typeof limiters;

const salt = randomBytes(16);
const hashed = (who: string) => createHash('sha256').update(salt).update(who).digest('base64url');

/** What the request under way counted. */
const counted = new AsyncLocalStorage<[Limit, string][]>();

/** @returns whether the attempt is allowed; it counts. */
export async function allow(limit: Limit, who: string): Promise<boolean> {
	return (await attempt(limit, who)) === 0;
}

/** The attempt counts. @returns 0 when it is allowed, else in how many minutes the next one will be. */
export async function attempt(limit: Limit, who: string): Promise<number> {
	try {
		const hash = hashed(who);
		counted.getStore()?.push([limit, hash]);
		await limiters[limit].consume(hash);
		return 0;
	} catch (refusal) {
		if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 60_000));
		throw refusal;
	}
}

/**
 * A request that ends with an error of ours counts for nobody: the database was away, nothing was judged, and whoever
 * insists must not be kept out when it is back.
 */
export async function countingWhatIsJudged(answer: () => Promise<Response>): Promise<Response> {
	const attempts: [Limit, string][] = [];
	let isJudged = false;
	try {
		const response = await counted.run(attempts, answer);
		isJudged = response.status < 500;
		return response;
	} finally {
		if (!isJudged) for (const [limit, who] of attempts) await limiters[limit].reward(who);
	}
}

/** After a success: the next mistake starts from zero. */
export async function forgive(limit: Limit, who: string): Promise<void> {
	await limiters[limit].delete(hashed(who));
}
