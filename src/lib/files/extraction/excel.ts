/** XLSX: sheet by sheet, its name then its rows. Comments and hidden sheets stay out. */
import type { TextSink } from './sink.ts';
import { find, named, OfficePackage, type XmlNode } from './xml.ts';

export async function readExcel(bytes: Uint8Array, sink: TextSink): Promise<null> {
	const file = new OfficePackage(bytes, { prefixes: false });
	const main = await file.mainPart();
	const relations = await file.relationsOf(main);
	const sharedPart = relations.find(({ kind }) => kind === 'sharedStrings')?.target ?? '';
	const shared = (find(await file.read(sharedPart), 'sst')?.children ?? []).map(wordsOf);
	const sheets = find(await file.read(main), 'sheets');
	if (!sheets) throw new Error('damaged');

	for (const { attributes } of named(sheets.children, 'sheet')) {
		if (sink.full) break;
		if (/hidden/i.test(attributes['state'] ?? '')) continue;
		sink.endLine(true);
		sink.write(`${attributes['name'] ?? ''}\n`);
		const target = relations.find(({ id }) => id === attributes['id'])?.target ?? '';
		const rows = find(await file.read(target), 'sheetData')?.children ?? [];
		for (const row of named(rows, 'row')) {
			if (sink.full) break;
			sink.writeRow(named(row.children, 'c').map((cell) => valueOf(cell, shared)));
		}
	}
	if (file.cut) sink.stop();
	return null;
}

/** ECMA-376 part 1 §18.18.11: `s` points to the shared strings, `b` is a boolean, `e` an error. */
function valueOf(cell: XmlNode, shared: string[]): string {
	const kind = cell.attributes['t'] ?? 'n';
	if (kind === 'inlineStr') return wordsOf(find(cell.children, 'is'));
	const value = wordsOf(find(cell.children, 'v'));
	if (kind === 's') return shared[Number(value)] ?? '';
	return kind === 'b' || kind === 'e' ? '' : value;
}

/** Rich text comes in runs; the reading aid of Japanese (`rPh`) is said already. */
function wordsOf(node: XmlNode | undefined): string {
	if (!node) return '';
	if (node.name === '#text') return node.text;
	return node.children.map((child) => (child.name === 'rPh' || child.name === 'rPr' ? '' : wordsOf(child))).join('');
}
