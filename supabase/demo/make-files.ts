/**
 * The documents of the demonstration, in `files/`:
 *   node supabase/demo/make-files.ts            makes them
 *   node supabase/demo/make-files.ts --check    says whether those in the repository are up to date
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import type { FileNotice } from './dataset.ts';
import { documents, pathOf, write, type Made } from './documents/catalogue.ts';
import { writeDocx } from './documents/docx.ts';
import { readLibrary } from './documents/library.ts';
import { writeOdt } from './documents/odt.ts';
import { writePdf } from './documents/pdf.ts';

const folder = new URL('files/', import.meta.url);
const writers = { pdf: writePdf, docx: writeDocx, odt: writeOdt };
const mediaTypes = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	odt: 'application/vnd.oasis.opendocument.text'
};

/** Each path in `files/` with its bytes, the index last. */
export async function makeFiles(): Promise<Map<string, Uint8Array>> {
	const library = readLibrary();
	const files = new Map<string, Uint8Array>();
	const index: FileNotice[] = [];
	for (const made of documents) {
		const bytes = await writers[made.format](write(made, library));
		files.set(pathOf(made), bytes);
		index.push(await noticeOf(made, bytes));
	}
	return files.set('index.json', Buffer.from(`${JSON.stringify(index, null, '\t')}\n`));
}

async function noticeOf(made: Made, bytes: Uint8Array): Promise<FileNotice> {
	return {
		resource: made.resource,
		path: pathOf(made),
		name: `${made.name}.${made.format}`,
		label: made.label,
		mediaType: mediaTypes[made.format],
		size: bytes.length,
		sha256: createHash('sha256').update(bytes).digest('hex'),
		pages: made.format === 'pdf' ? (await PDFDocument.load(bytes)).getPageCount() : null
	};
}

/** The paths of `files/` that are missing, stale or in excess. */
export async function staleFiles(): Promise<string[]> {
	const files = await makeFiles();
	const kept = await fs.readdir(folder).catch(() => []);
	const stale = kept.filter((path) => !files.has(path));
	for (const [path, bytes] of files) {
		const there = await fs.readFile(new URL(path, folder)).catch(() => undefined);
		if (!there?.equals(bytes)) stale.push(path);
	}
	return stale;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	if (process.argv.includes('--check')) {
		const stale = await staleFiles();
		if (stale.length) throw new Error(`Stale: ${stale.join(', ')}. Run node supabase/demo/make-files.ts.`);
	} else {
		await fs.rm(folder, { recursive: true, force: true });
		await fs.mkdir(folder);
		for (const [path, bytes] of await makeFiles()) await fs.writeFile(new URL(path, folder), bytes);
	}
}
