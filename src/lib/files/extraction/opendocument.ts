/** ODT and ODS: paragraphs, headings, lists, tables, in their order. Comments and tracked deletions stay out. */
import { TextSink } from './sink.ts';
import { find, OfficePackage, type XmlNode } from './xml.ts';

const SILENT = new Set([
	'office:annotation',
	'office:annotation-end',
	'office:forms',
	'office:scripts',
	'text:tracked-changes',
	'text:sequence-decls',
	'text:variable-decls',
	'text:user-field-decls',
	'text:note-citation',
	'text:ruby-text',
	'text:table-of-content-source',
	'text:bibliography-source',
	'table:covered-table-cell',
	'table:content-validations',
	'svg:title',
	'svg:desc'
]);

export async function readOpenDocument(bytes: Uint8Array, sink: TextSink): Promise<null> {
	const file = new OfficePackage(bytes);
	if (find(await file.read('META-INF/manifest.xml'), 'manifest:encryption-data')) throw new Error('encrypted');
	const body = find(await file.read('content.xml'), 'office:body');
	if (!body) throw new Error('damaged');
	write(body.children, sink);
	if (file.cut) sink.stop();
	return null;
}

function write(nodes: XmlNode[], sink: TextSink): void {
	for (const node of nodes) {
		if (sink.full) return;
		if (SILENT.has(node.name)) continue;
		if (node.name === 'text:p' || node.name === 'text:h') writeParagraph(node, sink);
		else if (node.name === 'table:table-row') sink.writeRow(cellsOf(node));
		else if (node.name === 'office:spreadsheet') writeSheets(node, sink);
		else write(node.children, sink);
	}
}

function writeSheets(spreadsheet: XmlNode, sink: TextSink): void {
	for (const table of spreadsheet.children) {
		if (table.name !== 'table:table' || sink.full) continue;
		sink.endLine(true);
		sink.write(`${table.attributes['table:name'] ?? ''}\n`);
		write(table.children, sink);
	}
}

function writeParagraph(paragraph: XmlNode, sink: TextSink): void {
	sink.endLine(paragraph.name === 'text:h');
	writeInline(paragraph.children, sink);
	sink.endLine();
}

/** ODF 1.3 part 3 §6.1.2: white space collapses, several spaces are an element. */
function writeInline(nodes: XmlNode[], sink: TextSink): void {
	for (const node of nodes) {
		if (SILENT.has(node.name)) continue;
		if (node.name === '#text') sink.write(node.text.replace(/\s+/g, ' '));
		else if (node.name === 'text:s') sink.write(' '.repeat(Math.min(Number(node.attributes['text:c'] ?? 1) || 1, 80)));
		else if (node.name === 'text:tab') sink.write('\t');
		else if (node.name === 'text:line-break') sink.write('\n');
		else if (node.name === 'text:note-body') sink.write(` (${textOf(node.children)})`);
		else if (node.name === 'draw:text-box') write(node.children, sink);
		else writeInline(node.children, sink);
	}
}

function cellsOf(row: XmlNode): string[] {
	return row.children.filter(({ name }) => name === 'table:table-cell').map(({ children }) => textOf(children));
}

function textOf(nodes: XmlNode[]): string {
	const sink = new TextSink(100_000);
	write(nodes, sink);
	return sink.text.trim();
}
