/** A document as DOCX. */
import { Document, Footer, HeadingLevel, Packer, PageNumber, Paragraph, ShadingType, TextRun } from 'docx';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { language, madeAt, maker, type Block, type DemoDocument, type Item } from './document.ts';
import { zip } from './zip.ts';

export async function writeDocx(document: DemoDocument): Promise<Uint8Array> {
	const file = new Document({
		title: document.title,
		subject: 'Document de démonstration',
		creator: maker,
		lastModifiedBy: maker,
		styles: { default: { document: { run: { font: 'Calibri', size: 22, language: { value: language } } } } },
		sections: [{ footers: { default: footer() }, children: content(document) }]
	});
	return fixed(await Packer.toBuffer(file));
}

function content(document: DemoDocument): Paragraph[] {
	return [
		new Paragraph({
			shading: { type: ShadingType.CLEAR, fill: 'F8E5C1' },
			children: [new TextRun({ text: document.warning, bold: true })]
		}),
		new Paragraph({ text: document.title, heading: HeadingLevel.HEADING_1 }),
		...document.facts.map((fact) => new Paragraph({ children: runs(fact) })),
		...document.blocks.flatMap(paragraphs)
	];
}

function paragraphs(block: Block): Paragraph[] {
	if (block.kind === 'heading') return [new Paragraph({ text: block.text, heading: HeadingLevel.HEADING_2 })];
	if (block.kind === 'paragraph') return [new Paragraph({ text: block.text, spacing: { after: 120 } })];
	return block.items.map((item) => new Paragraph({ bullet: { level: 0 }, children: runs(item) }));
}

function runs({ term, text }: Item): TextRun[] {
	return [...(term ? [new TextRun({ text: `${term} : `, bold: true })] : []), new TextRun(text)];
}

function footer(): Footer {
	const children = [new TextRun({ children: ['Document de démonstration – page ', PageNumber.CURRENT] })];
	return new Footer({ children: [new Paragraph({ children })] });
}

/** The library dates its files from today: the parts are kept, with our instant. */
function fixed(bytes: Uint8Array): Uint8Array {
	const parts = unzipSync(bytes);
	const core = 'docProps/core.xml';
	const dated = strFromU8(parts[core] ?? new Uint8Array()).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, madeAt.toISOString());
	return zip({ ...parts, [core]: strToU8(dated) });
}
