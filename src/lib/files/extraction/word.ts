/** DOCX: the text, then the notes. What was deleted under tracking, comments, fields' codes stay out. */
import { TextSink } from './sink.ts';
import { find, named, OfficePackage, type XmlNode } from './xml.ts';

/** `Fallback` says again what `Choice` says, for older readers. */
const SILENT = new Set(['del', 'moveFrom', 'instrText', 'delText', 'Fallback', 'rPr', 'sdtPr', 'tblPr', 'sectPr']);
const SIGNS = new Map([
	['tab', '\t'],
	['ptab', '\t'],
	['br', '\n'],
	['cr', '\n'],
	['noBreakHyphen', '-']
]);

export async function readWord(bytes: Uint8Array, sink: TextSink): Promise<null> {
	const file = new OfficePackage(bytes, { prefixes: false });
	const main = await file.mainPart();
	const body = find(await file.read(main), 'body');
	if (!body) throw new Error('damaged');
	write(body.children, sink);
	for (const { kind, target } of await file.relationsOf(main)) {
		if (kind !== 'footnotes' && kind !== 'endnotes') continue;
		if (sink.full) break;
		sink.endLine(true);
		write(await file.read(target), sink);
	}
	if (file.cut) sink.stop();
	return null;
}

function write(nodes: XmlNode[], sink: TextSink): void {
	for (const node of nodes) {
		if (sink.full) return;
		if (SILENT.has(node.name)) continue;
		if (node.name === 't') sink.write(node.children.map(({ text }) => text).join(''));
		else if (SIGNS.has(node.name)) sink.write(SIGNS.get(node.name) ?? '');
		else if (node.name === 'p') writeParagraph(node, sink);
		else if (node.name === 'tr') sink.writeRow(cellsOf(node.children).map(textOf));
		else write(node.children, sink);
	}
}

function writeParagraph(paragraph: XmlNode, sink: TextSink): void {
	const style = find(named(paragraph.children, 'pPr'), 'pStyle')?.attributes['val'] ?? '';
	sink.endLine(/^(heading|titre|title)/i.test(style));
	write(
		paragraph.children.filter(({ name }) => name !== 'pPr'),
		sink
	);
	sink.endLine();
}

/** The cells of a row, through the wrappers Word puts around them (content controls, custom XML). */
function cellsOf(nodes: XmlNode[]): XmlNode[] {
	return nodes.flatMap((node) => {
		if (node.name === 'tc') return [node];
		return SILENT.has(node.name) || node.name === 'trPr' ? [] : cellsOf(node.children);
	});
}

function textOf(cell: XmlNode): string {
	const sink = new TextSink(100_000);
	write(cell.children, sink);
	return sink.text;
}
