/**
 * The words of a file, for the search and the reading of what a document holds.
 *
 * Files come from anywhere, and readers of PDF have had their holes (CVE-2024-4367 ran the scripts
 * of a font). So they are read by another process, which has no environment, may read nothing but
 * its own code, write nothing and start nothing; the kernel bounds its memory and its processor
 * time (memory on Linux only), and it is killed when its time is up. What stays open to it is the
 * network, which Node 24 cannot close; it holds no secret to take there. A worker thread
 * would share the memory and the secrets of the server, and its limits leave out typed arrays,
 * where a PDF inflates: with a file of 2 kB, a thread limited to 256 MB took 5 GB.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileType, FileTrouble, type FileProblem } from './file.ts';
import { turns } from './turns.ts';

export type ExtractedText = {
	text: string;
	/** Only a PDF has pages: those of a DOCX depend on who prints it. */
	pages: number | null;
	/** False when the text stops at `maxCharacters`, or at the page reached when the time was up. */
	complete: boolean;
	/** Never guessed: the person who shares the file says its language (`model.md` § Identity, time, language). */
	language?: never;
};

const MAX_CHARACTERS = 300_000;
const TIMEOUT = 30_000;
/** Megabytes for JavaScript objects. */
const HEAP = 256;
/** Kilobytes of all that the process may write to; half of it is reserved by V8 for compiled code, never touched. */
const DATA = 1024 * 1024;
const PROGRAM = join('src', 'lib', 'files', 'extraction', 'main.ts');

/**
 * `timeoutMs` counts from the start of the process. Whatever the bytes, throws only `FileTrouble`
 * (`unsupported`, `encrypted`, `damaged`, `too_slow`, `too_heavy`); anything else means that the
 * reading process cannot start, and is for the log.
 */
export async function extractText(
	bytes: Uint8Array,
	mediaType: string,
	{ maxCharacters = MAX_CHARACTERS, timeoutMs = TIMEOUT }: { maxCharacters?: number; timeoutMs?: number } = {}
): Promise<ExtractedText> {
	if (!fileType(mediaType)?.hasText) throw new FileTrouble('unsupported');
	return inTurn(() => {
		// The process stops by itself a little earlier, to hand back the pages it has read.
		const reader = startReader([mediaType, String(maxCharacters), String(Math.round(timeoutMs * 0.8))], timeoutMs);
		reader.stdin?.on('error', () => undefined); // it may leave before it has read everything
		reader.stdin?.end(bytes);
		return outcome(reader, maxCharacters * 12 + 1024, timeoutMs);
	});
}

const inTurn = turns(2);

function startReader(values: string[], timeoutMs: number): ChildProcess {
	const root = projectRoot();
	const libraries = join(root, 'node_modules');
	const readable = [join(root, dirname(dirname(PROGRAM))), libraries, realpathSync(libraries)];
	const command = [
		process.execPath,
		'--permission',
		...readable.map((folder) => `--allow-fs-read=${folder}`),
		'--disallow-code-generation-from-strings',
		`--max-old-space-size=${HEAP}`,
		'--no-warnings',
		join(root, PROGRAM),
		...values
	];
	// The shell sets limits that the kernel keeps even if this process dies, then becomes the reader.
	const limits = `ulimit -c 0; ulimit -t ${Math.ceil(timeoutMs / 1000) * 2 + 2}; ulimit -d ${DATA}; exec "$@"`;
	const limited = process.platform === 'win32' ? command : ['/bin/sh', '-c', limits, 'sh', ...command];
	return spawn(limited[0] ?? '', limited.slice(1), { env: {}, cwd: root, stdio: 'pipe' });
}

/** Waits for the answer, at most `timeoutMs`, at most `limit` bytes of it. */
function outcome(reader: ChildProcess, limit: number, timeoutMs: number): Promise<ExtractedText> {
	const answer: Buffer[] = [];
	let length = 0;
	let complaint = '';
	let late = false;
	reader.stdout?.on('data', (piece: Buffer) => {
		answer.push(piece);
		length += piece.length;
		if (length > limit) reader.kill('SIGKILL');
	});
	reader.stderr?.on('data', (piece: Buffer) => {
		if (complaint.length < 2000) complaint += piece.toString();
	});
	return new Promise((resolve, reject) => {
		const clock = setTimeout(() => {
			late = true;
			reader.kill('SIGKILL');
		}, timeoutMs);
		reader.on('error', reject);
		reader.on('close', (code, signal) => {
			clearTimeout(clock);
			if (late || signal === 'SIGXCPU') return reject(new FileTrouble('too_slow'));
			// Short of memory, Node leaves by a signal; its own code says that the program could not be loaded.
			if (signal) return reject(new FileTrouble('too_heavy'));
			if (code !== 0) return reject(new Error(`The process that reads files did not start: ${complaint}`));
			const read = readAnswer(Buffer.concat(answer));
			return 'problem' in read ? reject(new FileTrouble(read.problem)) : resolve(read);
		});
	});
}

/** The process read a hostile file: its answer is judged like any other. */
function readAnswer(answer: Buffer): ExtractedText | { problem: FileProblem } {
	try {
		const { text, pages, complete, problem } = JSON.parse(answer.toString('utf8')) as Record<string, unknown>;
		if (problem === 'encrypted' || problem === 'too_heavy' || problem === 'too_slow') return { problem };
		if (typeof text !== 'string') return { problem: 'damaged' };
		return { text: text.toWellFormed(), pages: typeof pages === 'number' ? pages : null, complete: complete === true };
	} catch {
		return { problem: 'damaged' };
	}
}

let root: string | undefined;

/**
 * The reading process is started from the sources, which Node runs as they are, like the server's
 * own entry: a bundle (`build/server/chunks/…`) sits below the same root. Climbing there, rather
 * than `new URL('./extraction/main.ts', import.meta.url)`, is what works from both places.
 */
function projectRoot(): string {
	if (root) return root;
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, PROGRAM))) {
		const parent = dirname(folder);
		if (parent === folder) throw new Error(`${PROGRAM} is missing: install the sources beside build/.`);
		folder = parent;
	}
	return (root = realpathSync(folder));
}
