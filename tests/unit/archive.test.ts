import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveError, ArchiveWriter, isSafeName, type Member } from '../../src/server/archive.ts';
import { ArchiveReader } from '../../src/server/archive-reading.ts';

let home: string;
let count = 0;
const place = () => path.join(home, `${++count}.zip`);
const at = new Date('2026-11-22T10:00:00Z');

beforeAll(async () => {
	home = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-archive-'));
});
afterAll(() => fs.rm(home, { recursive: true, force: true }));

async function written(contents: Record<string, Uint8Array>): Promise<{ file: string; members: Member[] }> {
	const file = place();
	const archive = await ArchiveWriter.create(file, at);
	const members: Member[] = [];
	for (const [n, [name, bytes]] of Object.entries(contents).entries()) {
		members.push(await archive.add(name, pieces(bytes), n % 2 ? 'stored' : 'compressed'));
	}
	await archive.finish();
	return { file, members };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let from = 0; from < bytes.length; from += 1000) yield bytes.subarray(from, from + 1000);
}

async function readAll(file: string, members: Member[]): Promise<Record<string, Uint8Array>> {
	const archive = await ArchiveReader.open(file);
	const contents: Record<string, Uint8Array> = {};
	try {
		for (const member of members) {
			const chunks: Buffer[] = [];
			for await (const chunk of archive.readVerified(member)) chunks.push(chunk);
			contents[member.path] = new Uint8Array(Buffer.concat(chunks));
		}
	} finally {
		await archive.close();
	}
	return contents;
}

const memberOf = (name: string, bytes: Uint8Array): Member => ({
	...{ path: name, size: bytes.length },
	sha256: createHash('sha256').update(bytes).digest('hex')
});

describe('an archive', () => {
	const example = {
		'tables/public.people.csv': new TextEncoder().encode('id;name\n1;"Éléonore; 👩🏽‍🌾"\n'.repeat(500)),
		'files/files/مرحبا/original': new Uint8Array(70_000).fill(7),
		empty: new Uint8Array(),
		'stored-empty': new Uint8Array()
	};

	it('gives back what was put in it, and another library reads it too', async () => {
		const { file, members } = await written(example);
		expect(await readAll(file, members)).toEqual(example);
		expect(unzipSync(await fs.readFile(file))).toEqual(example);
	});

	it('gives back any bytes under any name', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.dictionary(
					fc.string({ minLength: 1, unit: 'grapheme' }).filter(isSafeName),
					fc.uint8Array({ maxLength: 5000 }),
					{ maxKeys: 5, noNullPrototype: true }
				),
				async (contents) => {
					const { file, members } = await written(contents);
					expect(await readAll(file, members)).toEqual(contents);
				}
			),
			{ numRuns: 40 }
		);
	});

	it('is not there until it is whole', async () => {
		const file = place();
		const archive = await ArchiveWriter.create(file, at);
		await archive.add('one', pieces(new Uint8Array(10)), 'stored');
		await expect(fs.access(file)).rejects.toThrow();
		await archive.discard();
		await expect(fs.access(`${file}.part`)).rejects.toThrow();
	});
});

describe('a damaged archive', () => {
	it('is refused wherever it was cut', async () => {
		const { file } = await written({ a: new Uint8Array(300), b: new Uint8Array(300).fill(1) });
		const bytes = await fs.readFile(file);
		for (let length = 0; length < bytes.length; length += 7) {
			await fs.writeFile(`${file}.cut`, bytes.subarray(0, length));
			await expect(ArchiveReader.open(`${file}.cut`)).rejects.toBeInstanceOf(ArchiveError);
		}
	});

	it('never gives other bytes than those that were written, whatever bit changed', async () => {
		const contents = { 'a.csv': new TextEncoder().encode('Bamako;Évry\n'.repeat(20)), b: new Uint8Array(40).fill(9) };
		const { file, members } = await written(contents);
		const bytes = await fs.readFile(file);
		for (let bit = 0; bit < bytes.length * 8; bit += 5) {
			const changed = Buffer.from(bytes);
			changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			await fs.writeFile(`${file}.bit`, changed);
			const read = await readAll(`${file}.bit`, members).catch((error) => {
				expect(error).toBeInstanceOf(ArchiveError);
			});
			if (read) expect(read).toEqual(contents);
		}
	});
});

describe('an archive made to harm', () => {
	it.each(['../outside', '/absolute', 'a/../../outside', 'a//b', 'a\\..\\b', 'a/./b', 'nul\u0000', ''])(
		'is refused with the name %j',
		async (name) => {
			expect(isSafeName(name)).toBe(false);
			const file = place();
			await fs.writeFile(file, zipSync({ [name]: new Uint8Array(1), safe: new Uint8Array(1) }));
			await expect(ArchiveReader.open(file)).rejects.toThrow(/unsafe/);
		}
	);

	it('does not unpack more than it says', async () => {
		const bomb = new Uint8Array(10_000_000);
		const file = place();
		const packed = Buffer.from(zipSync({ bomb }));
		// The size that it says, in its central directory.
		packed.writeUInt32LE(10, packed.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
		await fs.writeFile(file, packed);
		await expect(readAll(file, [memberOf('bomb', bomb.subarray(0, 10))])).rejects.toThrow(/damaged/);
	});

	it('is refused when a name is there twice', async () => {
		const file = place();
		const twice = Buffer.from(zipSync({ aaaa: new Uint8Array(1), bbbb: new Uint8Array(1) }));
		for (let found = twice.indexOf('bbbb'); found >= 0; found = twice.indexOf('bbbb')) twice.write('aaaa', found);
		await fs.writeFile(file, twice);
		await expect(ArchiveReader.open(file)).rejects.toThrow(/twice/);
	});
});
