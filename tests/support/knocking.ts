/** Asking at a door as somebody far away would, and keeping what its answer tells: to compare two that nobody may tell apart. */
export interface Door {
	path: string;
	/** Absent: the page is asked for. */
	fields?: Record<string, string>;
	json?: boolean;
	cookie?: string;
	/** Absent: a device that nobody used before. The limits on tries are real. */
	device?: string;
	/** What the answer gives back as it was given: an address, a token. */
	given?: readonly string[];
}

export interface Answer {
	status: number;
	headers: string;
	words: string;
	milliseconds: number;
}

let devices = 0;

/** The process that is asked trusts one proxy (`TRUSTED_PROXY`). */
export async function knock(origin: string, door: Door): Promise<Answer> {
	const { fields, json = false, cookie, given = [] } = door;
	const started = performance.now();
	const answer = await fetch(origin + door.path, {
		method: fields ? 'POST' : 'GET',
		redirect: 'manual',
		headers: {
			origin,
			accept: 'text/html',
			'accept-language': 'fr',
			'x-forwarded-for': door.device ?? `198.51.${100 + Math.floor((devices += 1) / 250)}.${(devices % 250) + 1}`,
			...(cookie ? { cookie } : {}),
			...(fields ? { 'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded' } : {})
		},
		...(fields ? { body: json ? JSON.stringify(fields) : new URLSearchParams(fields).toString() } : {})
	});
	const body = await answer.text();
	const milliseconds = performance.now() - started;
	const changing = ['date', 'x-request-id', 'etag', 'content-security-policy', 'content-length'];
	// What is different in every answer: what was given, ids, nonces.
	const alike = (text: string) =>
		given
			.reduce((rest, piece) => rest.replaceAll(piece, '<given>'), text)
			.replace(/nonce="[^"]*"/g, '')
			.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>');
	return {
		status: answer.status,
		headers: alike(JSON.stringify([...answer.headers].filter(([name]) => !changing.includes(name)))),
		words: alike(body),
		milliseconds
	};
}

/** All that an answer tells but its time. */
export const told = ({ status, headers, words }: Answer) => ({ status, headers, words });

/**
 * Milliseconds between the faster half of the ones and the faster half of the others; none when they meet. What
 * else the machine does only adds to an answer: on a busy one the halves are wide, and meet.
 */
export function gapBetween(pairs: readonly (readonly [Answer, Answer])[]): number {
	const fasterHalf = (side: 0 | 1) => {
		const times = pairs.map((pair) => pair[side].milliseconds).sort((a, b) => a - b);
		return { from: times[0] ?? 0, to: times[Math.floor(times.length / 2)] ?? 0 };
	};
	const [one, other] = [fasterHalf(0), fasterHalf(1)];
	return Math.max(0, one.from - other.to, other.from - one.to);
}

/** A bcrypt comparison takes 60 ms at least: it must not be seen. */
export const unseen = 40;
