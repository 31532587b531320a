/**
 * The program that reads one file for `extract.server.ts`: bytes on its input, one JSON on its
 * output. It is started with no rights, and imports only what it needs: nothing of the server.
 */
import { buffer } from 'node:stream/consumers';
import { tidyText } from './tidy.ts';
import { readExcel } from './excel.ts';
import { readOpenDocument } from './opendocument.ts';
import { readPdf } from './pdf.ts';
import { TextSink } from './sink.ts';
import { readWord } from './word.ts';

const READERS: Record<string, (bytes: Uint8Array, sink: TextSink) => Promise<number | null>> = {
	'application/pdf': readPdf,
	'application/vnd.oasis.opendocument.text': readOpenDocument,
	'application/vnd.oasis.opendocument.spreadsheet': readOpenDocument,
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': readWord,
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': readExcel
};

const [mediaType = '', maxCharacters = '0', milliseconds = '0'] = process.argv.slice(2);

// A library that warns on the standard output would spoil the answer.
console.log = console.info = console.debug = () => undefined;
// A promise a library forgot, broken by a broken file.
process.on('uncaughtException', (error) => answer({ problem: problemOf(error) }));

answer(await read().catch((error: unknown) => ({ problem: problemOf(error) })));

function answer(values: object): void {
	process.stdout.write(JSON.stringify(values), () => process.exit(0));
}

async function read() {
	const bytes = new Uint8Array(await buffer(process.stdin));
	const sink = new TextSink(Number(maxCharacters), Number(milliseconds));
	const pages = await READERS[mediaType]?.(bytes, sink);
	const text = tidyText(sink.text, { hyphenatedLines: mediaType === 'application/pdf' });
	return { text: text.slice(0, Number(maxCharacters)), pages: pages ?? null, complete: !sink.full };
}

function problemOf(error: unknown): string {
	const { name, message } = error instanceof Error ? error : { name: '', message: '' };
	if (name === 'PasswordException' || message === 'encrypted') return 'encrypted';
	return /allocation failed|invalid array length|call stack/i.test(message) ? 'too_heavy' : 'damaged';
}
