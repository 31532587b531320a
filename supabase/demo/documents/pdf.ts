/** A document as PDF, with the fonts that every reader has: WinAnsi covers French. */
import { PDFDocument, StandardFonts, rgb, type PDFFont, type PDFPage } from 'pdf-lib';
import { language, madeAt, maker, type DemoDocument, type Item } from './document.ts';

const page = { width: 595.28, height: 841.89, margin: 62 };
const line = page.width - 2 * page.margin;
const ink = rgb(0.13, 0.09, 0.07);
const indigo = rgb(0.165, 0.204, 0.455);
const sand = rgb(0.97, 0.9, 0.76);

interface Style {
	font: PDFFont;
	size: number;
	color?: ReturnType<typeof rgb>;
	indent?: number;
	/** Space above, in points. */
	above?: number;
}

export async function writePdf(document: DemoDocument): Promise<Uint8Array> {
	const pdf = await PDFDocument.create();
	describe(pdf, document);
	const [regular, bold] = await Promise.all([
		pdf.embedFont(StandardFonts.Helvetica),
		pdf.embedFont(StandardFonts.HelveticaBold)
	]);
	const pen = new Pen(pdf);

	pen.box(document.warning, { font: bold, size: 10 });
	pen.text(document.title, { font: bold, size: 20, color: indigo, above: 22 });
	for (const fact of document.facts) pen.item(fact, regular, bold, 8);
	for (const block of document.blocks) {
		if (block.kind === 'heading') pen.text(block.text, { font: bold, size: 14, color: indigo, above: 20 }, 60);
		else if (block.kind === 'paragraph') pen.text(block.text, { font: regular, size: 11, above: 8 });
		else for (const item of block.items) pen.item(item, regular, bold, 6, '•');
	}
	number(pdf, regular);
	return pdf.save();
}

function describe(pdf: PDFDocument, { title }: DemoDocument): void {
	pdf.setTitle(title, { showInWindowTitleBar: true });
	pdf.setAuthor(maker);
	pdf.setSubject('Document de démonstration');
	pdf.setLanguage(language);
	pdf.setCreator(maker);
	pdf.setProducer('pdf-lib');
	pdf.setCreationDate(madeAt);
	pdf.setModificationDate(madeAt);
}

/** Writes downwards, and turns the page at its end. */
class Pen {
	readonly #pdf: PDFDocument;
	#page: PDFPage;
	#y = page.height - page.margin;

	constructor(pdf: PDFDocument) {
		this.#pdf = pdf;
		this.#page = pdf.addPage([page.width, page.height]);
	}

	/** `keep`: points that must remain below, so that a heading is not alone. */
	text(text: string, style: Style, keep = 0): void {
		const { font, size, color = ink, indent = 0, above = 0 } = style;
		this.#y -= above;
		if (this.#y - size - keep < page.margin) this.#turn();
		for (const words of wrap(text, font, size, line - indent)) {
			if (this.#y - size < page.margin) this.#turn();
			this.#y -= size * 1.35;
			this.#page.drawText(words, { x: page.margin + indent, y: this.#y, font, size, color });
		}
	}

	item({ term, text }: Item, regular: PDFFont, bold: PDFFont, above: number, bullet = ''): void {
		const indent = bullet ? 16 : 0;
		if (term) this.text(bullet ? `${bullet} ${term}` : `${term} :`, { font: bold, size: 11, above }, 16);
		this.text(term || !bullet ? text : `${bullet} ${text}`, {
			font: regular,
			size: 11,
			indent: term ? indent : 0,
			above: term ? 0 : above
		});
	}

	box(text: string, { font, size }: Style): void {
		const lines = wrap(text, font, size, line - 24);
		const height = lines.length * size * 1.35 + 20;
		this.#page.drawRectangle({ x: page.margin, y: this.#y - height, width: line, height, color: sand });
		let y = this.#y - 8;
		for (const words of lines)
			this.#page.drawText(words, { x: page.margin + 12, y: (y -= size * 1.35), font, size, color: ink });
		this.#y -= height;
	}

	#turn(): void {
		this.#page = this.#pdf.addPage([page.width, page.height]);
		this.#y = page.height - page.margin;
	}
}

function number(pdf: PDFDocument, font: PDFFont): void {
	const pages = pdf.getPages();
	pages.forEach((one, index) => {
		const text = `Document de démonstration – page ${index + 1} sur ${pages.length}`;
		one.drawText(text, { x: page.margin, y: 34, font, size: 9, color: ink });
	});
}

/** @throws when a letter is not in the font, rather than leave a hole. */
function wrap(text: string, font: PDFFont, size: number, width: number): string[] {
	const lines: string[] = [];
	let current = '';
	for (const word of text.replace(/\u202f/g, '\u00a0').split(' ')) {
		const longer = current ? `${current} ${word}` : word;
		if (current && font.widthOfTextAtSize(longer, size) > width) {
			lines.push(current);
			current = word;
		} else current = longer;
	}
	return [...lines, current];
}
