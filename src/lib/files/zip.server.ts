/**
 * A ZIP as its central directory describes it: the list at the end that every reader trusts. Office
 * files are ZIPs too. What a header says of a size is never believed: sizes are counted while
 * inflating, in pieces, so that a bomb of a thousand gigabytes costs what the limit says and no more.
 * Written here rather than taken from an unzipper because those hand back whole entries, sized by
 * the headers. Nothing is ever written to a disk from an archive.
 */
import { createInflateRaw } from 'node:zlib';

export type ZipEntry = {
	name: string;
	method: number;
	encrypted: boolean;
	/** What the header claims, to be compared with what comes out. */
	claimedSize: number;
	data: Uint8Array;
};

export type ZipProblem = { problem: 'damaged' | 'unsafe' | 'encrypted' };
export type ZipDirectory = { entries: ZipEntry[] };

/** An entry and the bytes it takes: from its local header to the end of its data; `next` is the next line of the directory. */
type Placed = ZipEntry & { from: number; to: number; next: number };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const COMMENT_LIMIT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/** Entries in one archive; a DOCX has twenty, a site saved as ZIP some hundreds. */
const ENTRY_LIMIT = 2_000;
/** Bytes out of one upload, nested archives included. */
const INFLATED_LIMIT = 200 * 1024 * 1024;
/** Office XML shrinks 10 to 50 times; zeros shrink 1 000 times. Only judged once it weighs something. */
const RATIO_LIMIT = 100;
const RATIO_FLOOR = 20 * 1024 * 1024;
/** An archive in an archive is read in memory to be looked into. */
const NESTED_LIMIT = 32 * 1024 * 1024;
const DEPTH_LIMIT = 3;

export function beginsAsZip(bytes: Uint8Array): boolean {
	return bytes.length >= 4 && view(bytes).getUint32(0, true) === LOCAL;
}

/**
 * Where the end record starts, if it closes the file exactly (its comment reaches the last byte):
 * the only place where all readers agree, so an office file embedded in a PDF is not mistaken for it.
 */
export function endOfZip(bytes: Uint8Array): number | undefined {
	const data = view(bytes);
	for (let at = bytes.length - END_LENGTH; at >= 0 && at >= bytes.length - END_LENGTH - COMMENT_LIMIT; at--) {
		if (data.getUint32(at, true) !== END) continue;
		if (at + END_LENGTH + data.getUint16(at + 20, true) === bytes.length) return at;
	}
	return undefined;
}

/** The entries, or why the archive is refused. Any entry that reads differently from its two headers is. */
export function readDirectory(bytes: Uint8Array): ZipDirectory | ZipProblem {
	const end = endOfZip(bytes);
	if (end === undefined) return { problem: 'damaged' };
	const data = view(bytes);
	const count = data.getUint16(end + 10, true);
	const start = data.getUint32(end + 16, true);
	// 0xffff… announces ZIP64, for files of 4 GB: there is no honest reason below our limit.
	if (count > ENTRY_LIMIT || start === 0xffffffff) return { problem: 'unsafe' };
	const stop = start + data.getUint32(end + 12, true);
	if (stop > end) return { problem: 'damaged' };

	const entries: Placed[] = [];
	let at = start;
	for (let index = 0; index < count; index++) {
		const entry = readEntry(bytes, data, at, end, start);
		if ('problem' in entry) return entry;
		entries.push(entry);
		at = entry.next;
	}
	if (at !== stop) return { problem: 'damaged' };
	entries.sort((one, other) => one.from - other.from);
	// Entries that share bytes are how 10 MB become 281 TB (D. Fifield, « A better zip bomb », 2019).
	const overlap = entries.some((entry, index) => index > 0 && entry.from < (entries[index - 1]?.to ?? 0));
	// Two entries of one name: one reader opens the first, another the second.
	const twice = new Set(entries.map(({ name }) => name)).size < entries.length;
	return overlap || twice ? { problem: 'unsafe' } : { entries };
}

function readEntry(bytes: Uint8Array, data: DataView, at: number, end: number, directory: number): Placed | ZipProblem {
	if (at + 46 > end || data.getUint32(at, true) !== CENTRAL) return { problem: 'damaged' };
	const nameLength = data.getUint16(at + 28, true);
	const next = at + 46 + nameLength + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
	const from = data.getUint32(at + 42, true);
	if (next > end || from + 30 > directory) return { problem: 'damaged' };
	if (data.getUint32(from, true) !== LOCAL) return { problem: 'damaged' };
	const name = bytes.subarray(at + 46, at + 46 + nameLength);
	const localName = bytes.subarray(from + 30, from + 30 + data.getUint16(from + 26, true));
	const first = from + 30 + localName.length + data.getUint16(from + 28, true);
	const to = first + data.getUint32(at + 20, true);
	if (to > directory) return { problem: 'damaged' };
	if (Buffer.compare(name, localName) !== 0) return { problem: 'unsafe' };
	return {
		name: Buffer.from(name).toString('utf8'),
		method: data.getUint16(at + 10, true),
		encrypted: (data.getUint16(at + 8, true) & 1) === 1,
		claimedSize: data.getUint32(at + 24, true),
		data: bytes.subarray(first, to),
		from,
		to,
		next
	};
}

/**
 * The bytes of one entry, at most `limit` of them: `complete` says whether that was all.
 * Throws what zlib throws when the data are damaged.
 */
export async function inflate(entry: ZipEntry, limit: number): Promise<{ bytes: Uint8Array; complete: boolean }> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of piecesOf(entry)) {
		pieces.push(piece);
		length += piece.length;
		if (length > limit) return { bytes: Buffer.concat(pieces, limit), complete: false };
	}
	return { bytes: Buffer.concat(pieces, length), complete: true };
}

/**
 * Inflates everything once, off the main thread and keeping nothing, to know what the archive
 * really weighs, archives inside included. The answer is a refusal, or nothing.
 */
export async function weigh(bytes: Uint8Array, { entries }: ZipDirectory): Promise<ZipProblem | undefined> {
	const allowed = Math.min(INFLATED_LIMIT, Math.max(RATIO_FLOOR, bytes.length * RATIO_LIMIT));
	return weighEntries(entries, { left: allowed, entries: ENTRY_LIMIT }, DEPTH_LIMIT);
}

type Allowance = { left: number; entries: number };

async function weighEntries(entries: ZipEntry[], allowance: Allowance, depth: number): Promise<ZipProblem | undefined> {
	allowance.entries -= entries.length;
	if (allowance.entries < 0) return { problem: 'unsafe' };
	for (const entry of entries) {
		if (entry.encrypted) return { problem: 'encrypted' };
		if (entry.method !== STORED && entry.method !== DEFLATED) return { problem: 'unsafe' };
		const problem = await weighEntry(entry, allowance, depth);
		if (problem) return problem;
	}
	return undefined;
}

async function weighEntry(entry: ZipEntry, allowance: Allowance, depth: number): Promise<ZipProblem | undefined> {
	const nested: Uint8Array[] = [];
	let length = 0;
	let isArchive = false;
	try {
		for await (const piece of piecesOf(entry)) {
			if (length === 0) isArchive = beginsAsZip(piece);
			length += piece.length;
			allowance.left -= piece.length;
			if (allowance.left < 0 || (isArchive && length > NESTED_LIMIT)) return { problem: 'unsafe' };
			if (isArchive) nested.push(piece);
		}
	} catch {
		return { problem: 'damaged' };
	}
	if (length !== entry.claimedSize) return { problem: 'unsafe' };
	if (!isArchive) return undefined;
	if (depth === 0) return { problem: 'unsafe' };
	const inside = readDirectory(Buffer.concat(nested, length));
	// A broken archive inside a sound one harms nobody: it is bytes like any other.
	if ('problem' in inside) return inside.problem === 'unsafe' ? inside : undefined;
	const problem = await weighEntries(inside.entries, allowance, depth - 1);
	return problem?.problem === 'unsafe' ? problem : undefined;
}

async function* piecesOf(entry: ZipEntry): AsyncGenerator<Uint8Array> {
	if (entry.method === STORED) {
		yield entry.data;
		return;
	}
	const inflater = createInflateRaw({ chunkSize: 64 * 1024 });
	inflater.end(entry.data);
	try {
		yield* inflater;
	} finally {
		inflater.destroy();
	}
}

function view(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
