/**
 * Reads the archives that `archive.ts` writes, by their central directory. Nothing that an archive
 * says is believed before it was checked: it may be cut, damaged, or made to harm.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import zlib from 'node:zlib';
import { ArchiveError, isSafeName, saturated, signature, type Member } from './archive.ts';

interface Entry {
	name: string;
	method: number;
	crc: number;
	packed: number;
	size: number;
	offset: number;
}

/** The names of a million files fit; more would be somebody trying to fill the memory. */
const largestDirectory = 512 * 1024 * 1024;

export class ArchiveReader {
	readonly #file: string;
	readonly #handle: fs.FileHandle;
	readonly #entries: Map<string, Entry>;
	readonly #signal: AbortSignal | undefined;

	private constructor(file: string, handle: fs.FileHandle, entries: Map<string, Entry>, signal?: AbortSignal) {
		this.#file = file;
		this.#handle = handle;
		this.#entries = entries;
		this.#signal = signal;
	}

	/** @throws ArchiveError when the file is no archive, or a piece of one. */
	static async open(file: string, signal?: AbortSignal): Promise<ArchiveReader> {
		const handle = await fs.open(file, 'r').catch((cause) => {
			throw new ArchiveError(`${file} cannot be read: ${(cause as Error).message}.`, { cause });
		});
		try {
			return new ArchiveReader(file, handle, await readDirectory(file, handle), signal);
		} catch (error) {
			await handle.close();
			throw error;
		}
	}

	get names(): string[] {
		return [...this.#entries.keys()];
	}

	close(): Promise<void> {
		return this.#handle.close();
	}

	/** The bytes of a member; ends with an error when they are not those that were written. */
	async *read(name: string): AsyncGenerator<Buffer> {
		const entry = this.#entries.get(name);
		if (!entry) throw new ArchiveError(`${this.#file} has no member ${name}.`);
		let size = 0;
		let crc = 0;
		try {
			for await (const chunk of await this.#unpack(entry)) {
				this.#signal?.throwIfAborted();
				const bytes = chunk as Buffer;
				size += bytes.length;
				if (size > entry.size) break;
				crc = zlib.crc32(bytes, crc);
				yield bytes;
			}
		} catch (cause) {
			throw cause instanceof ArchiveError || this.#signal?.aborted ? cause : damaged(this.#file, name, cause);
		}
		if (size !== entry.size || crc !== entry.crc) throw damaged(this.#file, name);
	}

	/** The same, compared with what the manifest says of it. */
	async *readVerified(member: Member): AsyncGenerator<Buffer> {
		if (this.#entries.get(member.path)?.size !== member.size) throw damaged(this.#file, member.path);
		const hash = createHash('sha256');
		for await (const chunk of this.read(member.path)) {
			hash.update(chunk);
			yield chunk;
		}
		if (hash.digest('hex') !== member.sha256) throw damaged(this.#file, member.path);
	}

	async #unpack(entry: Entry): Promise<Readable | Buffer[]> {
		const header = await readAt(this.#handle, entry.offset, 30);
		if (header.length < 30 || header.readUInt32LE(0) !== signature.local) throw damaged(this.#file, entry.name);
		if (entry.packed === 0) return [];
		const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
		const end = start + entry.packed - 1;
		const packed = createReadStream(this.#file, { start, end, highWaterMark: 1 << 18 });
		if (entry.method === 0) return packed;
		// A failure of one destroys the other, and is thrown to whoever reads.
		return pipeline(packed, zlib.createInflateRaw({ chunkSize: 1 << 18 }), () => {});
	}
}

function damaged(file: string, name: string, cause?: unknown): ArchiveError {
	return new ArchiveError(`${file} is damaged: ${name} is not what was written.`, { cause });
}

async function readAt(handle: fs.FileHandle, position: number, length: number): Promise<Buffer> {
	const bytes = Buffer.alloc(length);
	let done = 0;
	while (done < length) {
		const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
		if (bytesRead === 0) break;
		done += bytesRead;
	}
	return bytes.subarray(0, done);
}

async function readDirectory(file: string, handle: fs.FileHandle): Promise<Map<string, Entry>> {
	const { offset, size, count } = await findDirectory(file, handle);
	if (size > largestDirectory) throw new ArchiveError(`${file} lists more members than a backup has.`);
	const directory = await readAt(handle, offset, size);
	const entries = new Map<string, Entry>();
	let position = 0;
	while (position + 46 <= directory.length && directory.readUInt32LE(position) === signature.central) {
		const { entry, next } = readEntry(directory, position);
		position = next;
		if (!isSafeName(entry.name)) throw new ArchiveError(`${file} holds an unsafe name: ${JSON.stringify(entry.name)}.`);
		if (entries.has(entry.name)) throw new ArchiveError(`${file} holds ${entry.name} twice.`);
		if (entry.method !== 0 && entry.method !== 8) throw damaged(file, entry.name);
		entries.set(entry.name, entry);
	}
	if (position !== size || entries.size !== count) throw damaged(file, 'its list of members');
	return entries;
}

async function findDirectory(file: string, handle: fs.FileHandle) {
	const { size: length } = await handle.stat();
	const from = Math.max(0, length - 22 - 0xffff);
	const tail = await readAt(handle, from, length - from);
	for (let at = tail.length - 22; at >= 0; at--) {
		if (tail.readUInt32LE(at) !== signature.end || at + 22 + tail.readUInt16LE(at + 20) !== tail.length) continue;
		const directory = {
			count: tail.readUInt16LE(at + 10),
			size: tail.readUInt32LE(at + 12),
			offset: tail.readUInt32LE(at + 16)
		};
		const is64 = directory.count === 0xffff || directory.size === saturated || directory.offset === saturated;
		const found = (is64 && (await findDirectory64(handle, from + at))) || directory;
		if (found.offset + found.size > from + at) break;
		return found;
	}
	throw new ArchiveError(`${file} is not a whole backup: its end is missing. It was cut, or is something else.`);
}

async function findDirectory64(handle: fs.FileHandle, endAt: number) {
	if (endAt < 20) return undefined;
	const locator = await readAt(handle, endAt - 20, 20);
	if (locator.length < 20 || locator.readUInt32LE(0) !== signature.locator64) return undefined;
	const end = await readAt(handle, exact(locator.readBigUInt64LE(8)), 56);
	if (end.length < 56 || end.readUInt32LE(0) !== signature.end64) return undefined;
	return {
		count: exact(end.readBigUInt64LE(32)),
		size: exact(end.readBigUInt64LE(40)),
		offset: exact(end.readBigUInt64LE(48))
	};
}

function readEntry(directory: Buffer, at: number): { entry: Entry; next: number } {
	const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
	const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
	const entry: Entry = {
		name: directory.toString('utf8', at + 46, nameEnd),
		method: directory.readUInt16LE(at + 10),
		crc: directory.readUInt32LE(at + 16),
		packed: directory.readUInt32LE(at + 20),
		size: directory.readUInt32LE(at + 24),
		offset: directory.readUInt32LE(at + 42)
	};
	const extra = directory.subarray(nameEnd, extraEnd);
	for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2)) {
		if (extra.readUInt16LE(field) === 0x0001)
			readLargeNumbers(entry, extra.subarray(field + 4, field + 4 + extra.readUInt16LE(field + 2)));
	}
	return { entry, next: extraEnd + directory.readUInt16LE(at + 32) };
}

/** Only the saturated ones are there, in this order (APPNOTE 4.5.3). */
function readLargeNumbers(entry: Entry, field: Buffer): void {
	let at = 0;
	for (const name of ['size', 'packed', 'offset'] as const) {
		if (entry[name] !== saturated || at + 8 > field.length) continue;
		entry[name] = exact(field.readBigUInt64LE(at));
		at += 8;
	}
}

function exact(number: bigint): number {
	if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new ArchiveError('The archive is damaged: an impossible size.');
	return Number(number);
}
