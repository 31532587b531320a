import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { sniff } from '$lib/files/sniff.server';
import {
	docx,
	encryptedPdf,
	joined,
	ODS,
	odt,
	ODT,
	openDocument,
	passwordDocx,
	pdf,
	PDF,
	photo,
	word,
	xlsx,
	XLSX,
	zip,
	DOCX
} from './documents';

// Real files, real processes: slow machines must not turn weight into failure.
vi.setConfig({ testTimeout: 120_000 });

const text = (content: string) => new TextEncoder().encode(content);
const zeros = (megabytes: number) => new Uint8Array(megabytes * 1024 * 1024);

let report: Uint8Array;
let letter: Uint8Array;
let picture: Uint8Array;

beforeAll(async () => {
	report = await pdf([['Rapport annuel']]);
	letter = await docx([word.paragraph('Bonjour')]);
	picture = await photo(60, 40);
});

describe('the true type', () => {
	test('is found in the bytes, whatever the name', async () => {
		const note = odt('<text:p>Bonjour</text:p>');
		const budget = openDocument(ODS, '<office:spreadsheet/>');
		expect(await sniff(report, 'rapport.pdf')).toEqual({ mediaType: PDF, extension: 'pdf' });
		expect(await sniff(note, 'sans-fin')).toEqual({ mediaType: ODT, extension: 'odt' });
		expect(await sniff(budget, 'budget.ods')).toEqual({ mediaType: ODS, extension: 'ods' });
		expect(await sniff(letter, 'lettre.docx')).toEqual({ mediaType: DOCX, extension: 'docx' });
		expect(await sniff(xlsx(), 'subventions.xlsx')).toEqual({ mediaType: XLSX, extension: 'xlsx' });
		expect(await sniff(zip({ 'photos/a.txt': 'a' }), 'photos.zip')).toEqual({
			mediaType: 'application/zip',
			extension: 'zip'
		});
		for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif'] as const) {
			const bytes = await sharp(picture).toFormat(format).toBuffer();
			expect(await sniff(new Uint8Array(bytes), `image.${format}`)).toMatchObject({ mediaType: `image/${format}` });
		}
	});

	test('replaces the ending when both are types we take', async () => {
		expect(await sniff(picture, 'photo.png')).toEqual({ mediaType: 'image/jpeg', extension: 'jpg' });
		expect(await sniff(picture, 'IMG_0012.HEIC')).toEqual({ mediaType: 'image/jpeg', extension: 'jpg' });
		expect(await sniff(letter, 'lettre.doc')).toEqual({ mediaType: DOCX, extension: 'docx' });
		expect(await sniff(report, 'Bilan 2014.05')).toEqual({ mediaType: PDF, extension: 'pdf' });
	});

	test('refuses a name that promises something else', async () => {
		for (const name of ['rapport.exe', 'rapport.pdf.exe', 'rapport.html', 'photo.svg', 'chant.mp3']) {
			expect(await sniff(report, name), name).toEqual({ problem: 'lying_type' });
		}
		expect(await sniff(text('Ceci est un texte.'), 'rapport.pdf')).toEqual({ problem: 'lying_type' });
		expect(await sniff(text('PK pas un zip'), 'archive.zip')).toEqual({ problem: 'lying_type' });
	});
});

describe('refused', () => {
	test('nothing, too much, unknown', async () => {
		expect(await sniff(new Uint8Array(), 'vide.pdf')).toEqual({ problem: 'empty' });
		expect(await sniff(report, 'rapport.pdf', { limit: 100 })).toEqual({ problem: 'too_large' });
		expect(await sniff(text('Une note.'), 'note.txt')).toEqual({ problem: 'unknown_type' });
		expect(await sniff(zip({ mimetype: 'application/epub+zip', 'content.xml': '' }), 'livre.epub')).toEqual({
			problem: 'unknown_type'
		});
	});

	test.each([
		['image.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
		['image.png', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
		['image.jpg', '\ufeff  <!-- a --><SVG/onload=alert(1)>'],
		['page.pdf', '<!DOCTYPE html><script>alert(1)</script>'],
		['rapport.pdf', 'bonjour <img src=x onerror=alert(1)>'],
		['script.sh', '#!/bin/sh\nrm -rf /'],
		['a.html', 'du texte'],
		['programme.pdf', `MZ${'\0'.repeat(60)}`]
	])('what a browser or a machine would run: %s', async (name, content) => {
		expect(await sniff(text(content), name)).toEqual({ problem: 'unsafe' });
	});

	test('macros, programs and paths that leave their folder, inside archives', async () => {
		const harmful: [string, Uint8Array][] = [
			['macros.xlsx', xlsx({ 'xl/vbaProject.bin': 'x' })],
			['macros.odt', odt('<text:p/>', { 'Basic/Standard/Module1.xml': '<x/>' })],
			['photos.zip', zip({ 'photos/a.jpg.exe': 'MZ' })],
			['outil.zip', zip({ 'META-INF/MANIFEST.MF': 'Main-Class: A' })],
			['chemin.zip', zip({ '../../.bashrc': 'a' })],
			['chemin.zip', zip({ 'C:\\Windows\\a': 'a' })]
		];
		for (const [name, bytes] of harmful) expect(await sniff(bytes, name), name).toEqual({ problem: 'unsafe' });
	});

	test('keeps an OpenDocument whose macro library is empty, as LibreOffice writes it', async () => {
		expect(await sniff(odt('<text:p/>', { 'Basic/Standard/script-lb.xml': '<x/>' }), 'note.odt')).toMatchObject({
			extension: 'odt'
		});
	});

	test('what needs a password', async () => {
		const locked = odt('<text:p/>', { 'META-INF/manifest.xml': '<m><manifest:encryption-data/></m>' });
		const closedZip = zip({ 'a.txt': 'secret' });
		// Bit 0 of the flags, in the directory at the end.
		const directory = Buffer.from(closedZip).indexOf('PK\x01\x02', 0, 'latin1');
		closedZip[directory + 8] = 1;
		expect(await sniff(passwordDocx(), 'lettre.docx')).toEqual({ problem: 'encrypted' });
		expect(await sniff(locked, 'note.odt')).toEqual({ problem: 'encrypted' });
		expect(await sniff(closedZip, 'archive.zip')).toEqual({ problem: 'encrypted' });
		expect(await sniff(encryptedPdf('Secret', { needsPassword: true }), 'a.pdf')).toEqual({ problem: 'encrypted' });
	});

	test('but not a PDF whose owner only forbids printing', async () => {
		expect(await sniff(encryptedPdf('Ouvert', { needsPassword: false }), 'a.pdf')).toEqual({
			mediaType: PDF,
			extension: 'pdf'
		});
	});

	test('a file cut at 80 %', async () => {
		const long = await pdf(Array.from({ length: 30 }, () => Array.from({ length: 40 }, () => 'Une ligne du rapport')));
		for (const [bytes, name] of [
			[letter, 'lettre.docx'],
			[xlsx(), 'a.xlsx'],
			[long, 'a.pdf']
		] as const) {
			expect(await sniff(bytes.subarray(0, bytes.length * 0.8), name), name).toEqual({ problem: 'damaged' });
		}
	});
});

describe('bombs', () => {
	test('a hundred megabytes of zeros in a hundred kilobytes', async () => {
		expect(await sniff(zip({ zeros: zeros(100) }), 'photos.zip')).toEqual({ problem: 'unsafe' });
		expect(await sniff(odt('', { 'Pictures/a.bmp': zeros(60) }), 'note.odt')).toEqual({ problem: 'unsafe' });
	});

	test('hidden in an archive, in an archive, in an archive', async () => {
		const inner = zip({ zeros: zeros(60) });
		const nested = zip({ 'un.zip': zip({ 'deux.zip': inner }), 'lisez-moi.txt': 'Bonjour' });
		expect(nested.length).toBeLessThan(100_000);
		expect(await sniff(nested, 'photos.zip')).toEqual({ problem: 'unsafe' });
	});

	test('spread over many archives', async () => {
		const inner = zip({ zeros: zeros(10) });
		const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}.zip`, inner]));
		expect(await sniff(zip(many), 'photos.zip')).toEqual({ problem: 'unsafe' });
	});

	test('more entries than anybody opens', async () => {
		const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`${index}.txt`, 'a']));
		expect(await sniff(zip(many), 'archive.zip')).toEqual({ problem: 'unsafe' });
	});

	test('a header that lies about the size', async () => {
		const bytes = zip({ 'a.txt': 'un texte' });
		const directory = Buffer.from(bytes).indexOf('PK\x01\x02', 0, 'latin1');
		new DataView(bytes.buffer, bytes.byteOffset).setUint32(directory + 24, 1, true);
		expect(await sniff(bytes, 'archive.zip')).toEqual({ problem: 'unsafe' });
	});

	test('two entries that share their bytes', async () => {
		// « b » stands whole inside the stored « a »; the directory then sends « b » there.
		const inner = zip({ b: 'un texte' });
		const quoted = inner.subarray(0, Buffer.from(inner).indexOf('PK\x01\x02', 0, 'latin1'));
		const bytes = zip({ a: [quoted, { level: 0 }], b: 'un texte' });
		const second = Buffer.from(bytes).lastIndexOf('PK\x01\x02', undefined, 'latin1');
		expect(await sniff(bytes, 'archive.zip')).toMatchObject({ extension: 'zip' });
		new DataView(bytes.buffer, bytes.byteOffset).setUint32(second + 42, 31, true);
		expect(await sniff(bytes, 'archive.zip')).toEqual({ problem: 'unsafe' });
	});

	test('and an honest archive of photos passes', async () => {
		const album = zip({ 'a.jpg': picture, 'b/c.jpg': picture, 'textes.zip': zip({ 'a.txt': 'a'.repeat(100_000) }) });
		expect(await sniff(album, 'album.zip')).toEqual({ mediaType: 'application/zip', extension: 'zip' });
	});
});

test('a file that is also a ZIP passes as neither', async () => {
	const hidden = zip({ 'a.txt': 'caché' });
	expect(await sniff(joined(report, hidden), 'rapport.pdf')).toEqual({ problem: 'unsafe' });
	expect(await sniff(joined(picture, hidden), 'photo.jpg')).toEqual({ problem: 'unsafe' });
});

describe('whatever the bytes, the answer is a value', () => {
	const hasAnswer = (answer: object) => expect('problem' in answer || 'mediaType' in answer).toBe(true);

	test('at random', async () => {
		const starts = [
			'',
			'%PDF-1.7',
			'PK\x03\x04',
			'PK\x05\x06',
			'\xff\xd8\xff',
			'GIF89a',
			'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
			'RIFF'
		];
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...starts),
				fc.uint8Array({ maxLength: 600 }),
				fc.string(),
				async (start, rest, name) => {
					hasAnswer(await sniff(joined(Buffer.from(start, 'latin1'), rest), name));
				}
			),
			{ numRuns: 300 }
		);
	});

	test('or with a few bytes changed in an honest file', async () => {
		const honest = [letter, xlsx(), odt('<text:p>Bonjour</text:p>'), picture, zip({ 'a.zip': zip({ b: 'c' }) })];
		const changes = fc.array(
			fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })),
			{ maxLength: 12 }
		);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...honest.keys()), changes, async (which, changed) => {
				const bytes = new Uint8Array(honest[which] as Uint8Array);
				for (const [at, value] of changed) bytes[Math.floor(at * bytes.length)] = value;
				hasAnswer(await sniff(bytes, 'a'));
			}),
			{ numRuns: 200 }
		);
	});
});
