/**
 * The container of a backup: a ZIP (PKWARE APPNOTE 6.3.10) with its 64-bit extensions, written in one
 * pass whatever its size, one member at a time, with a memory that does not depend on it.
 *
 * Ours, on Node's own zlib, because the ZIP library that we have (fflate) writes no ZIP64: beyond 4 GB
 * or 65 535 files its archives are silently wrong (docs/decisions/0002-logical-backup.md).
 * `archive-reading.ts` reads it.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

/** Said to whoever restores or makes a backup, as it is. */
export class ArchiveError extends Error {}

export interface Member {
	path: string;
	/** Bytes, before compression. */
	size: number;
	/** Hexadecimal. */
	sha256: string;
}

interface Entry extends Member {
	crc: number;
	packed: number;
	offset: number;
	method: 0 | 8;
}

/** A name that stays where it is put: relative, without `..`, and the same on every system. */
export function isSafeName(name: string): boolean {
	return (
		name.length > 0 &&
		// eslint-disable-next-line no-control-regex -- that is the point
		!/[\\\u0000-\u001f\u007f]/.test(name) &&
		name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
	);
}

export const signature = {
	local: 0x04034b50,
	central: 0x02014b50,
	end: 0x06054b50,
	end64: 0x06064b50,
	locator64: 0x07064b50
} as const;

/** A 32-bit field that says « see the 64-bit one ». */
export const saturated = 0xffff_ffff;
/** Room in each local header for the 64-bit sizes, which are known after the bytes are written. */
const reserved = 20;
const utf8Names = 0x0800;

export class ArchiveWriter {
	readonly #file: string;
	readonly #handle: fs.FileHandle;
	readonly #madeAt: Date;
	readonly #signal: AbortSignal | undefined;
	readonly #entries = new Map<string, Entry>();
	#position = 0;

	private constructor(file: string, handle: fs.FileHandle, madeAt: Date, signal?: AbortSignal) {
		this.#file = file;
		this.#handle = handle;
		this.#madeAt = madeAt;
		this.#signal = signal;
	}

	/** Writes beside, as `<file>.part`, readable by its owner only: it holds what people wrote in private. */
	static async create(file: string, madeAt: Date, signal?: AbortSignal): Promise<ArchiveWriter> {
		const handle = await fs.open(`${file}.part`, 'w', 0o600).catch((cause) => {
			throw new ArchiveError(`${file} cannot be written: ${(cause as Error).message}.`, { cause });
		});
		return new ArchiveWriter(file, handle, madeAt, signal);
	}

	/** `stored`: as it is, for bytes that do not compress (pictures, PDF). */
	async add(name: string, source: AsyncIterable<Uint8Array>, how: 'compressed' | 'stored'): Promise<Member> {
		if (!isSafeName(name)) throw new ArchiveError(`A member of an archive cannot be called ${JSON.stringify(name)}.`);
		if (this.#entries.has(name)) throw new ArchiveError(`Two members of the archive are called ${name}.`);
		const offset = this.#position;
		// The header comes last, in the room left for it.
		this.#position += 30 + Buffer.byteLength(name) + reserved;
		const start = this.#position;
		const hash = createHash('sha256');
		let size = 0;
		let crc = 0;
		const measure = async function* (chunks: AsyncIterable<Uint8Array>) {
			for await (const chunk of chunks) {
				size += chunk.length;
				hash.update(chunk);
				crc = zlib.crc32(chunk, crc);
				yield chunk;
			}
		};
		const write = async (chunks: AsyncIterable<Uint8Array>) => {
			for await (const chunk of chunks) await this.#append(chunk);
		};
		const options = { signal: this.#signal };
		if (how === 'stored') await pipeline(source, measure, write, options);
		else await pipeline(source, measure, zlib.createDeflateRaw({ chunkSize: 1 << 16 }), write, options);
		const entry: Entry = {
			...{ path: name, size, sha256: hash.digest('hex'), crc },
			...{ packed: this.#position - start, offset, method: how === 'stored' ? 0 : 8 }
		};
		await writeAt(this.#handle, localHeader(entry, this.#madeAt), offset);
		this.#entries.set(name, entry);
		return { path: name, size, sha256: entry.sha256 };
	}

	/** After it the archive is on the disk, whole, under its name; before, it was not there. */
	async finish(): Promise<number> {
		const start = this.#position;
		for (const entry of this.#entries.values()) await this.#append(centralHeader(entry, this.#madeAt));
		await this.#append(endOfDirectory(this.#entries.size, this.#position - start, start));
		await this.#handle.sync();
		await this.#handle.close();
		await fs.rename(`${this.#file}.part`, this.#file);
		const directory = await fs.open(path.dirname(path.resolve(this.#file)), 'r');
		await directory.sync().finally(() => directory.close());
		return this.#position;
	}

	async discard(): Promise<void> {
		await this.#handle.close();
		await fs.rm(`${this.#file}.part`, { force: true });
	}

	async #append(bytes: Uint8Array): Promise<void> {
		await writeAt(this.#handle, bytes, this.#position);
		this.#position += bytes.length;
	}
}

async function writeAt(handle: fs.FileHandle, bytes: Uint8Array, position: number): Promise<void> {
	for (let done = 0; done < bytes.length;) {
		done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
	}
}

/** Date and time of FAT, in UTC, two words; it begins in 1980 and counts by two seconds. */
function dosInstant(instant: Date): [time: number, date: number] {
	const time = (instant.getUTCHours() << 11) | (instant.getUTCMinutes() << 5) | (instant.getUTCSeconds() >> 1);
	const date = ((instant.getUTCFullYear() - 1980) << 9) | ((instant.getUTCMonth() + 1) << 5) | instant.getUTCDate();
	return [time, date];
}

/** The fields that the two headers of a member share, from « version needed » on. */
function sharedFields(entry: Entry, madeAt: Date, large: boolean, size: number, packed: number): Buffer {
	const [time, date] = dosInstant(madeAt);
	const fields = Buffer.alloc(22);
	fields.writeUInt16LE(large ? 45 : 20, 0);
	fields.writeUInt16LE(utf8Names, 2);
	fields.writeUInt16LE(entry.method, 4);
	fields.writeUInt16LE(time, 6);
	fields.writeUInt16LE(date, 8);
	fields.writeUInt32LE(entry.crc, 10);
	fields.writeUInt32LE(packed, 14);
	fields.writeUInt32LE(size, 18);
	return fields;
}

/**
 * The reserved room holds the 64-bit sizes when one of them needs it; otherwise a padding that every
 * reader skips (APPNOTE 4.6.10, « growth hint »), so that older tools read the smaller archives.
 */
function localHeader(entry: Entry, madeAt: Date): Buffer {
	const large = entry.size >= saturated || entry.packed >= saturated;
	const name = Buffer.from(entry.path);
	const [size, packed] = large ? [saturated, saturated] : [entry.size, entry.packed];
	const head = Buffer.alloc(4);
	head.writeUInt32LE(signature.local, 0);
	const lengths = Buffer.alloc(4);
	lengths.writeUInt16LE(name.length, 0);
	lengths.writeUInt16LE(reserved, 2);
	const extra = Buffer.alloc(reserved);
	extra.writeUInt16LE(large ? 0x0001 : 0xa220, 0);
	extra.writeUInt16LE(reserved - 4, 2);
	if (large) {
		extra.writeBigUInt64LE(BigInt(entry.size), 4);
		extra.writeBigUInt64LE(BigInt(entry.packed), 12);
	} else {
		extra.writeUInt16LE(0xa028, 4);
	}
	return Buffer.concat([head, sharedFields(entry, madeAt, large, size, packed), lengths, name, extra]);
}

function centralHeader(entry: Entry, madeAt: Date): Buffer {
	const name = Buffer.from(entry.path);
	const numbers = [entry.size, entry.packed, entry.offset];
	const large = numbers.filter((number) => number >= saturated);
	const [size = 0, packed = 0, offset = 0] = numbers.map((number) => Math.min(number, saturated));
	const head = Buffer.alloc(6);
	head.writeUInt32LE(signature.central, 0);
	// Made on Unix: the permissions below are believed.
	head.writeUInt16LE((3 << 8) | 45, 4);
	const extra = Buffer.alloc(large.length ? 4 + 8 * large.length : 0);
	if (large.length) {
		extra.writeUInt16LE(0x0001, 0);
		extra.writeUInt16LE(8 * large.length, 2);
		large.forEach((number, n) => extra.writeBigUInt64LE(BigInt(number), 4 + 8 * n));
	}
	const tail = Buffer.alloc(18);
	tail.writeUInt16LE(name.length, 0);
	tail.writeUInt16LE(extra.length, 2);
	// Comment, disk and internal attributes stay at zero.
	tail.writeUInt32LE(0o100600 * 0x10000, 10);
	tail.writeUInt32LE(offset, 14);
	return Buffer.concat([head, sharedFields(entry, madeAt, large.length > 0, size, packed), tail, name, extra]);
}

function endOfDirectory(count: number, size: number, offset: number): Buffer {
	const end = Buffer.alloc(22);
	end.writeUInt32LE(signature.end, 0);
	end.writeUInt16LE(Math.min(count, 0xffff), 8);
	end.writeUInt16LE(Math.min(count, 0xffff), 10);
	end.writeUInt32LE(Math.min(size, saturated), 12);
	end.writeUInt32LE(Math.min(offset, saturated), 16);
	if (count < 0xffff && size < saturated && offset < saturated) return end;
	const end64 = Buffer.alloc(56);
	end64.writeUInt32LE(signature.end64, 0);
	end64.writeBigUInt64LE(44n, 4);
	end64.writeUInt16LE((3 << 8) | 45, 12);
	end64.writeUInt16LE(45, 14);
	end64.writeBigUInt64LE(BigInt(count), 24);
	end64.writeBigUInt64LE(BigInt(count), 32);
	end64.writeBigUInt64LE(BigInt(size), 40);
	end64.writeBigUInt64LE(BigInt(offset), 48);
	const locator = Buffer.alloc(20);
	locator.writeUInt32LE(signature.locator64, 0);
	locator.writeBigUInt64LE(BigInt(offset + size), 8);
	locator.writeUInt32LE(1, 16);
	return Buffer.concat([end64, locator, end]);
}
