/**
 * Spreadsheets (`model.md` § Identity): UTF-8 with BOM and `;`, which French spreadsheets open by
 * themselves, and a quote before what they would take for a formula.
 */
import { stringify } from 'csv-stringify/sync';

type CsvCell = string | number | null | undefined;

export function csvLine(cells: readonly CsvCell[]): string {
	return stringify([[...cells]], {
		delimiter: ';',
		record_delimiter: '\r\n',
		escape_formulas: true,
		quoted_match: /[\r\n]/
	});
}

/**
 * Sent as it is read, so that a long list costs no memory. The first line is read before the answer begins: a
 * session that ended, or a refusal, still has its own answer.
 */
export async function csvResponse(
	fileName: string,
	header: readonly string[],
	rows: AsyncIterable<readonly CsvCell[]>
): Promise<Response> {
	const encoder = new TextEncoder();
	const iterator = rows[Symbol.asyncIterator]();
	let next = await iterator.next();
	const body = new ReadableStream<Uint8Array>({
		start: (stream) => stream.enqueue(encoder.encode('\uFEFF' + csvLine(header))),
		async pull(stream) {
			if (next.done) return stream.close();
			stream.enqueue(encoder.encode(csvLine(next.value)));
			next = await iterator.next();
		},
		cancel: () => void iterator.return?.()
	});
	return new Response(body, {
		headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${fileName}"` }
	});
}
