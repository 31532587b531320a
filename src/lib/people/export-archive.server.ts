/**
 * The archive of one's data: `donnees.json` for machines, `index.html` for people, and the files that
 * they brought. Written to disk as it is made: memory holds one file at a time.
 */
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

export interface ArchiveFile {
	name: string;
	bytes: () => Promise<Uint8Array>;
}

/** Beyond, a ZIP needs ZIP64, which fflate does not write: the rest is named in `index.html`. */
export const mostBytes = 3_000_000_000;

/** @returns its size. Whole under its name, or not there. */
export async function writeArchive(
	target: string,
	texts: Record<string, string>,
	files: readonly ArchiveFile[]
): Promise<number> {
	await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
	const beside = `${target}.new`;
	const output = createWriteStream(beside, { mode: 0o600 });
	let failure: Error | undefined;
	output.on('error', (error) => (failure ??= error));
	const zip = new Zip((error, chunk) => {
		if (error) failure ??= error;
		else output.write(chunk);
	});
	const settled = async () => {
		if (failure) throw failure;
		if (output.writableNeedDrain) await once(output, 'drain');
	};
	for (const [name, text] of Object.entries(texts)) {
		const entry = new ZipDeflate(name, { level: 6 });
		zip.add(entry);
		entry.push(Buffer.from(text, 'utf8'), true);
		await settled();
	}
	for (const { name, bytes } of files) {
		// Photos and documents are compressed already.
		const entry = new ZipPassThrough(name);
		zip.add(entry);
		entry.push(await bytes(), true);
		await settled();
	}
	zip.end();
	output.end();
	await once(output, 'close');
	if (failure) throw failure;
	await fs.rename(beside, target);
	return (await fs.stat(target)).size;
}
