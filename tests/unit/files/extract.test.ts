import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { extractText } from '$lib/files/extract.server';
import { FileTrouble } from '$lib/files/file';
import {
	bombPdf,
	DOCX,
	docx,
	encryptedPdf,
	ODS,
	ODT,
	odt,
	openDocument,
	PDF,
	pdf,
	rawPdf,
	word,
	XLSX,
	xlsx,
	zip
} from './documents';

// Real files, real processes: slow machines must not turn weight into failure.
vi.setConfig({ testTimeout: 120_000 });

const read = async (bytes: Uint8Array, mediaType: string) => (await extractText(bytes, mediaType)).text;
const problem = (reading: Promise<unknown>) =>
	reading.then(
		() => undefined,
		(trouble: unknown) => (trouble instanceof FileTrouble ? trouble.problem : trouble)
	);

describe('a PDF', () => {
	test('gives the word that is nowhere else, page after page, with their number', async () => {
		const bytes = await pdf([['Le comité de jumelage de Bondoufle'], ['construit un périmètre maraîcher à Douentza.']]);
		const { text, pages, complete } = await extractText(bytes, PDF);
		expect(text).toBe('Le comité de jumelage de Bondoufle\nconstruit un périmètre maraîcher à Douentza.');
		expect({ pages, complete }).toEqual({ pages: 2, complete: true });
	});

	test('makes words whole at the ends of lines, and keeps the hyphens of compounds', async () => {
		const bytes = await pdf([
			['La coopé-', 'ration est peut-', 'être un savoir-', 'faire entre Saint-', 'Denis et Nioro. La contre-'],
			["partie, c'est-à-", 'dire celle-', 'ci, sert à la contrepartie ; un fac-', 'similé, comme dit : fac-similé.']
		]);
		expect((await read(bytes, PDF)).replace(/\s+/g, ' ')).toBe(
			'La coopération est peut-être un savoir-faire entre Saint-Denis et Nioro. ' +
				"La contrepartie, c'est-à-dire celle-ci, sert à la contrepartie ; un fac-similé, comme dit : fac-similé."
		);
	});

	test('stops at the number of characters asked for, and says so', async () => {
		const bytes = await pdf(Array.from({ length: 20 }, () => ['Une ligne de vingt-six lettres']));
		expect(await extractText(bytes, PDF, { maxCharacters: 100 })).toMatchObject({ pages: 20, complete: false });
		expect((await extractText(bytes, PDF, { maxCharacters: 100 })).text.length).toBeLessThanOrEqual(100);
	});

	test('without text (a scan) has none, and keeps its pages', async () => {
		expect(await extractText(await pdf([[], []]), PDF)).toEqual({ text: '', pages: 2, complete: true });
	});

	test('needs no password when its owner only forbids printing', async () => {
		expect(await read(encryptedPdf('Ouvert', { needsPassword: false }), PDF)).toBe('Ouvert');
		expect(await problem(read(encryptedPdf('Secret', { needsPassword: true }), PDF))).toBe('encrypted');
	});

	test('that inflates to gigabytes is given up, and the server stays as it was', async () => {
		const before = process.memoryUsage.rss();
		const bytes = bombPdf();
		expect(bytes.length).toBeLessThan(5000);
		expect(await problem(read(bytes, PDF))).toMatch(/too_heavy|damaged|too_slow/);
		expect(await read(await pdf([['Encore là']]), PDF)).toBe('Encore là');
		expect(process.memoryUsage.rss() - before).toBeLessThan(800 * 1024 * 1024);
	});

	test('that takes too long is given up', async () => {
		expect(await problem(extractText(await pdf([['Bonjour']]), PDF, { timeoutMs: 1 }))).toBe('too_slow');
	});

	test('that turns in circles, or is cut, or is none, is named damaged, or read as far as it goes', async () => {
		const circle = rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R] /Count 1 >>']);
		const whole = await pdf(Array.from({ length: 10 }, () => ['Une ligne']));
		expect(await problem(read(circle, PDF))).toBe('damaged');
		expect(await problem(read(new TextEncoder().encode('%PDF-1.4 rien'), PDF))).toBe('damaged');
		const cut = whole.subarray(0, whole.length * 0.8);
		expect([undefined, 'damaged']).toContain(await problem(read(cut, PDF)));
	});
});

describe('an OpenDocument text', () => {
	test('keeps headings, lists, tables and notes in their order', async () => {
		const bytes = odt(`
			<text:h text:outline-level="1">Compte-rendu</text:h>
			<text:p>Présents :<text:s text:c="3"/>Awa<text:tab/>Moussa<text:line-break/>&amp; l&#8217;élu</text:p>
			<text:list><text:list-item><text:p>Eau</text:p></text:list-item><text:list-item><text:p>École</text:p></text:list-item></text:list>
			<table:table table:name="T1">
				<table:table-row><table:table-cell><text:p>Pays</text:p></table:table-cell><table:table-cell><text:p>Montant</text:p></table:table-cell></table:table-row>
				<table:table-row><table:table-cell><text:p>Mali</text:p></table:table-cell><table:table-cell><text:p>12 500</text:p><text:p>euros</text:p></table:table-cell></table:table-row>
			</table:table>
			<text:p>Fin<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Voir l’annexe.</text:p></text:note-body></text:note>.</text:p>`);
		expect(await extractText(bytes, ODT)).toEqual({
			text: 'Compte-rendu\nPrésents : Awa\tMoussa\n& l’élu\nEau\nÉcole\nPays\tMontant\nMali\t12 500 euros\nFin (Voir l’annexe.).',
			pages: null,
			complete: true
		});
	});

	test('does not tell what was struck out or said in the margin', async () => {
		const bytes = odt(
			'<text:tracked-changes><text:p>effacé</text:p></text:tracked-changes><text:p>Reste<office:annotation><text:p>entre nous</text:p></office:annotation></text:p>'
		);
		expect(await read(bytes, ODT)).toBe('Reste');
	});

	test('neither reads other files nor multiplies words for a hostile DOCTYPE', async () => {
		const entities = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyyyyyyyy">]>';
		const hostile = zip({
			mimetype: ODT,
			'content.xml': `${entities}<office:body><text:p>&x;&y;</text:p></office:body>`
		});
		const text = await read(hostile, ODT).catch((trouble: FileTrouble) => trouble.problem);
		expect(text).not.toMatch(/root:|yyyy/);
	});

	test('nested beyond reason, or not XML at all, is damaged', async () => {
		expect(await problem(read(odt('<text:section>'.repeat(100_000)), ODT))).toBe('damaged');
		expect(await problem(read(zip({ mimetype: ODT, 'content.xml': 'bonjour' }), ODT))).toBe('damaged');
		expect(await problem(read(zip({ mimetype: ODT }), ODT))).toBe('damaged');
	});

	test('of ten megabytes of markup is read from its beginning', async () => {
		const paragraph = '<text:p text:style-name="Corps_20_de_20_texte">Une phrase du rapport.</text:p>';
		const { text, complete } = await extractText(odt(paragraph.repeat(130_000)), ODT);
		expect(text.startsWith('Une phrase du rapport.\nUne phrase')).toBe(true);
		expect({ length: text.length, complete }).toEqual({ length: 300_000, complete: false });
	});
});

test('an OpenDocument sheet gives its names and its rows, repeated cells once', async () => {
	const cell = (text: string, more = '') => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
	const bytes = openDocument(
		ODS,
		`<office:spreadsheet><table:table table:name="Budget &amp; suivi"><table:table-row>${cell('Poste')}${cell('2014', 'table:number-columns-repeated="900"')}</table:table-row>` +
			`<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row><table:table-row>${cell('Forage')}${cell('8 000 €')}</table:table-row></table:table></office:spreadsheet>`
	);
	expect(await read(bytes, ODS)).toBe('Budget & suivi\nPoste\t2014\nForage\t8 000 €');
});

test('a DOCX gives its headings, paragraphs, tables and notes', async () => {
	const bytes = await docx([
		word.title('Convention de partenariat'),
		word.paragraph('Entre Évry et Kayes, il est convenu ce qui suit.'),
		word.table([
			['Axe', 'Montant'],
			['Assainissement', '45 000 €']
		]),
		word.paragraph('Fait à Kayes.')
	]);
	expect(await read(bytes, DOCX)).toBe(
		'Convention de partenariat\nEntre Évry et Kayes, il est convenu ce qui suit.\nAxe\tMontant\nAssainissement\t45 000 €\nFait à Kayes.\n\nSource : enquête de 2014.'
	);
});

test('an XLSX gives its sheets, its shared and inline strings, and not its hidden sheets', async () => {
	expect(await read(xlsx(), XLSX)).toBe('Subventions & dons\nCommune\tMontant\nDouentza\t12500');
});

test('images and archives have no words', async () => {
	expect(await problem(read(zip({ a: 'b' }), 'application/zip'))).toBe('unsupported');
	expect(await problem(read(new Uint8Array(10), 'image/png'))).toBe('unsupported');
	expect(await problem(read(new Uint8Array(10), '__proto__'))).toBe('unsupported');
});

test('whatever is changed in a file, reading gives a text or a named problem', async () => {
	const honest = [
		[await pdf([['Bonjour']]), PDF],
		[odt('<text:p>Bonjour</text:p>'), ODT],
		[await docx([word.paragraph('Bonjour')]), DOCX],
		[xlsx(), XLSX]
	] as const;
	const places = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
		minLength: 1,
		maxLength: 30
	});
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 0, max: 3 }), places, async (which, changes) => {
			const [whole, mediaType] = honest[which] ?? honest[0];
			const bytes = new Uint8Array(whole);
			for (const [at, value] of changes) bytes[Math.floor(at * bytes.length)] = value;
			const outcome = await extractText(bytes, mediaType, { timeoutMs: 10_000 }).catch((trouble: unknown) => trouble);
			expect(outcome instanceof FileTrouble || typeof (outcome as { text: string }).text === 'string').toBe(true);
		}),
		{ numRuns: 24 }
	);
});
