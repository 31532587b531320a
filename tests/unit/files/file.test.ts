import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentDisposition, disposition, extensionOf, FILE_TYPES, safeFileName } from '$lib/files/file';

describe('a file name', () => {
	test.each([
		['../../etc/passwd', 'passwd'],
		['C:\\Users\\Awa\\Bilan 2014.PDF', 'Bilan 2014.pdf'],
		['rapport\u202efdp.exe', 'rapportfdp.exe'],
		['a\u200bb\u0000c\u0007.odt', 'abc.odt'],
		['Compte-rendu : réunion ?.docx', 'Compte-rendu - réunion -.docx'],
		['  .htaccess ', 'htaccess'],
		['...', 'fichier'],
		['', 'fichier'],
		['con.pdf', '_con.pdf'],
		['e\u0301tude.pdf', 'étude.pdf'],
		['Bilan 2014.05', 'Bilan 2014.05'],
		['Ɲɛgɛn ŋɔɲɔn.odt', 'Ɲɛgɛn ŋɔɲɔn.odt']
	])('%j is kept as %j', (given, kept) => expect(safeFileName(given)).toBe(kept));

	test('takes the ending of its true type, and loses the one that lied', () => {
		expect(safeFileName('photo.png', 'jpg')).toBe('photo.jpg');
		expect(safeFileName('photo.JPEG', 'jpg')).toBe('photo.jpg');
		expect(safeFileName('IMG_0001.heic', 'jpg')).toBe('IMG_0001.jpg');
		expect(safeFileName('Bilan 2014.05', 'pdf')).toBe('Bilan 2014.05.pdf');
		expect(safeFileName('Convention v2.final', 'odt')).toBe('Convention v2.final.odt');
	});

	test('is cut at 120 characters by whole letters, and keeps its ending', () => {
		const long = safeFileName(`${'é'.repeat(300)}.pdf`);
		expect(long).toBe(`${'é'.repeat(115)}.pdf`);
		const family = '👨‍👩‍👧';
		expect(safeFileName(`${family.repeat(80)}.pdf`).isWellFormed()).toBe(true);
	});

	test('whatever is given: no path, nothing invisible, 120 characters, 255 bytes, and the same when done again', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
				const name = safeFileName(given);
				expect(name).not.toMatch(/[\\/\p{Cc}\p{Cf}]|^\.|^$/u);
				expect(name.length).toBeLessThanOrEqual(120);
				expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
				expect(safeFileName(name)).toBe(name);
			}),
			{ numRuns: 500 }
		);
	});

	test('has an ending only when the dot is followed by one', () => {
		expect(extensionOf('a.PDF')).toBe('pdf');
		expect(extensionOf('réunion du 12. mars')).toBe('');
		expect(extensionOf('.odt')).toBe('');
	});
});

describe('serving', () => {
	test('opens images and PDF in the page, and downloads everything else', () => {
		const inline = FILE_TYPES.filter(({ mediaType }) => disposition(mediaType) === 'inline').map(
			({ extension }) => extension
		);
		expect(inline).toEqual(['pdf', 'jpg', 'png', 'webp', 'avif', 'gif']);
		expect(disposition('image/svg+xml')).toBe('attachment');
		expect(disposition('text/html')).toBe('attachment');
	});

	test('names the file for old readers and for new ones, and nobody breaks out of the header', () => {
		expect(contentDisposition('application/pdf', 'Étude "Kayes".pdf')).toBe(
			'inline; filename="Etude -Kayes-.pdf"; filename*=UTF-8\'\'%C3%89tude%20-Kayes-.pdf'
		);
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
				expect(contentDisposition('application/zip', name)).toMatch(
					/^attachment; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w.~!$&+^`|%-]*$/
				);
			})
		);
	});
});
