/**
 * Spreadsheets (`model.md` § Identity): UTF-8 with BOM and `;`, which French spreadsheets open by
 * themselves, and a quote before what they would take for a formula.
 */

export type CsvCell = string | number | null | undefined;

const BOM = '\uFEFF';

export function csvLine(cells: readonly CsvCell[]): string {
	return `${cells.map(csvCell).join(';')}\r\n`;
}

function csvCell(cell: CsvCell): string {
	if (cell === null || cell === undefined) return '';
	if (typeof cell === 'number') return String(cell);
	// A tab or a carriage return in front hides the sign from the eye, not from the spreadsheet.
	const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
	return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function csvOf(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
	return BOM + csvLine(header) + [...rows].map(csvLine).join('');
}

/** Sent as it is read, so that a long list costs no memory. */
export function csvResponse(fileName: string, header: readonly string[], rows: AsyncIterable<readonly CsvCell[]>): Response {
	const encoder = new TextEncoder();
	const iterator = rows[Symbol.asyncIterator]();
	const body = new ReadableStream<Uint8Array>({
		start: (stream) => stream.enqueue(encoder.encode(BOM + csvLine(header))),
		async pull(stream) {
			const next = await iterator.next();
			if (next.done) stream.close();
			else stream.enqueue(encoder.encode(csvLine(next.value)));
		},
		cancel: () => void iterator.return?.()
	});
	return new Response(body, {
		headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${fileName}"` }
	});
}
