/** Real files, made by the tests: what an association, a town hall or somebody hostile would send. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';

export const PDF = 'application/pdf';
export const ODT = 'application/vnd.oasis.opendocument.text';
export const ODS = 'application/vnd.oasis.opendocument.spreadsheet';
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function pdf(pages: string[][]): Promise<Uint8Array> {
	const document = await PDFDocument.create();
	const font = await document.embedFont(StandardFonts.TimesRoman);
	for (const lines of pages) {
		const page = document.addPage([595, 842]);
		lines.forEach((line, index) => page.drawText(line, { x: 50, y: 780 - index * 14, size: 11, font }));
	}
	return document.save();
}

/** A PDF written by hand, object by object; the trailer's extra keys come last. */
export function rawPdf(objects: (string | Buffer)[], trailer = ''): Uint8Array {
	const pieces: Buffer[] = [Buffer.from('%PDF-1.5\n')];
	const offsets: number[] = [];
	const length = () => pieces.reduce((sum, piece) => sum + piece.length, 0);
	objects.forEach((object, index) => {
		offsets.push(length());
		pieces.push(Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object as Buffer), Buffer.from('\nendobj\n'));
	});
	const start = length();
	const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	pieces.push(
		Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}`),
		Buffer.from(`trailer << /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`)
	);
	return new Uint8Array(Buffer.concat(pieces));
}

function stream(data: Buffer, keys = ''): Buffer {
	return Buffer.concat([
		Buffer.from(`<< /Length ${data.length} ${keys} >>\nstream\n`),
		data,
		Buffer.from('\nendstream')
	]);
}

const ONE_PAGE = [
	'<< /Type /Catalog /Pages 2 0 R >>',
	'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents [4 0 R 4 0 R 4 0 R 4 0 R] /Resources << /Font << /F1 5 0 R >> >> >>'
];
const HELVETICA = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';

/** Two kilobytes that inflate to gigabytes of spaces when the page is read. */
export function bombPdf(): Uint8Array {
	const once = deflateSync(Buffer.alloc(512 * 1024 * 1024, ' '), { level: 9 });
	const twice = deflateSync(once, { level: 9 });
	return rawPdf([...ONE_PAGE, stream(twice, '/Filter [/FlateDecode /FlateDecode]'), HELVETICA]);
}

/**
 * Standard encryption, 40 bits (PDF 1.7 §7.6.3). With `needsPassword` the stored check matches no
 * password; without, the empty one opens it, as when an owner only forbids printing.
 */
export function encryptedPdf(words: string, { needsPassword }: { needsPassword: boolean }): Uint8Array {
	const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
	const owner = createHash('sha256').update('owner').digest();
	const id = createHash('md5').update('id').digest();
	const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff]);
	const key = md5(padding, owner, permissions, id).subarray(0, 5);
	const user = needsPassword ? createHash('sha256').update('user').digest() : rc4(key, padding);
	const content = Buffer.from(`BT /F1 12 Tf 20 200 Td (${words}) Tj ET`);
	const objectKey = md5(key, Buffer.from([4, 0, 0, 0, 0])).subarray(0, 10);
	const page = (ONE_PAGE[2] ?? '').replace('[4 0 R 4 0 R 4 0 R 4 0 R]', '4 0 R');
	return rawPdf(
		[...ONE_PAGE.slice(0, 2), page, stream(rc4(objectKey, content)), HELVETICA],
		`/ID [<${id.toString('hex')}> <${id.toString('hex')}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 ` +
			`/O <${owner.toString('hex')}> /U <${user.toString('hex')}> >>`
	);
}

function md5(...pieces: Buffer[]): Buffer {
	return createHash('md5').update(Buffer.concat(pieces)).digest();
}

function rc4(key: Buffer, data: Buffer): Buffer {
	const state = Array.from({ length: 256 }, (_, index) => index);
	const swap = (one: number, other: number) => {
		[state[one], state[other]] = [state[other] ?? 0, state[one] ?? 0];
	};
	for (let index = 0, mixed = 0; index < 256; index++) {
		mixed = (mixed + (state[index] ?? 0) + (key[index % key.length] ?? 0)) & 255;
		swap(index, mixed);
	}
	let index = 0;
	let mixed = 0;
	return Buffer.from(
		data.map((byte) => {
			index = (index + 1) & 255;
			mixed = (mixed + (state[index] ?? 0)) & 255;
			swap(index, mixed);
			return byte ^ (state[((state[index] ?? 0) + (state[mixed] ?? 0)) & 255] ?? 0);
		})
	);
}

export function zip(entries: Record<string, string | Uint8Array | [Uint8Array, { level: 0 | 9 }]>): Uint8Array {
	const zippable = Object.entries(entries).map(([name, content]) => [
		name,
		typeof content === 'string' ? strToU8(content) : content
	]);
	return zipSync(Object.fromEntries(zippable) as Zippable);
}

const ODF_NAMES =
	'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ' +
	'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"';

export function openDocument(
	mediaType: string,
	body: string,
	more: Record<string, string | Uint8Array> = {}
): Uint8Array {
	return zip({
		mimetype: [strToU8(mediaType), { level: 0 }],
		'META-INF/manifest.xml':
			'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest:manifest/>',
		'content.xml': `<?xml version="1.0" encoding="UTF-8"?>
<office:document-content ${ODF_NAMES}><office:body>${body}</office:body></office:document-content>`,
		...more
	});
}

export function odt(content: string, more: Record<string, string | Uint8Array> = {}): Uint8Array {
	return openDocument(ODT, `<office:text>${content}</office:text>`, more);
}

export function docx(children: (Paragraph | Table)[]): Promise<Uint8Array> {
	const document = new Document({
		sections: [{ children }],
		footnotes: { 1: { children: [new Paragraph('Source : enquête de 2014.')] } }
	});
	return Packer.toBuffer(document).then((buffer) => new Uint8Array(buffer));
}

export const word = {
	title: (text: string) => new Paragraph({ text, heading: HeadingLevel.HEADING_1 }),
	paragraph: (text: string) => new Paragraph({ children: [new TextRun(text)] }),
	table: (rows: string[][]) =>
		new Table({
			rows: rows.map(
				(cells) => new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) })
			)
		})
};

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** As the OpenXML SDK writes it, with prefixes that Excel does not use. */
export function xlsx(more: Record<string, string | Uint8Array> = {}): Uint8Array {
	const relation = (id: string, kind: string, target: string) =>
		`<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
	return zip({
		'[Content_Types].xml': `<Types><Override PartName="/xl/workbook.xml" ContentType="${XLSX}.main+xml"/></Types>`,
		'_rels/.rels': `<Relationships>${relation('r1', 'officeDocument', '/xl/workbook.xml')}</Relationships>`,
		'xl/workbook.xml':
			'<x:workbook><x:sheets><x:sheet name="Subventions &amp; dons" sheetId="1" r:id="r1"/>' +
			'<x:sheet name="Listes" sheetId="2" state="hidden" r:id="r2"/></x:sheets></x:workbook>',
		'xl/_rels/workbook.xml.rels': `<Relationships>${relation('r1', 'worksheet', 'worksheets/un.xml')}${relation('r2', 'worksheet', 'worksheets/deux.xml')}${relation('r3', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
		'xl/sharedStrings.xml':
			'<x:sst><x:si><x:t>Commune</x:t></x:si><x:si><x:r><x:t>Douen</x:t></x:r><x:r><x:t>tza</x:t></x:r></x:si></x:sst>',
		'xl/worksheets/un.xml':
			'<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>Montant</x:t></x:is></x:c></x:row>' +
			'<x:row r="2"><x:c r="A2" t="s"><x:v>1</x:v></x:c><x:c r="B2"><x:v>12500</x:v></x:c></x:row></x:sheetData></x:worksheet>',
		'xl/worksheets/deux.xml':
			'<x:worksheet><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>menu caché</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>',
		...more
	});
}

/** The OLE file that Word writes around a document with a password: a header, then names in UTF-16. */
export function passwordDocx(): Uint8Array {
	const bytes = Buffer.alloc(4096);
	Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
	Buffer.from('EncryptedPackage', 'utf16le').copy(bytes, 2048);
	return new Uint8Array(bytes);
}

/** A photo as a phone takes it: lying on its side, with the place and the device. Sand: the heaviest to compress. */
export async function photo(width: number, height: number, sigma = 40): Promise<Uint8Array> {
	const noise = { type: 'gaussian' as const, mean: 128, sigma };
	const bytes = await sharp({ create: { width, height, channels: 3, background: '#888', noise } })
		.withExif({
			IFD0: { Make: 'Tecno', Artist: 'Aminata' },
			IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '14/1 26/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '11/1 26/1 0/1' }
		})
		.withMetadata({ orientation: 6 })
		.jpeg({ quality: 90 })
		.toBuffer();
	return new Uint8Array(bytes);
}

export function joined(...pieces: Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(pieces));
}
