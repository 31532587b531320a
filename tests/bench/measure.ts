/** How a figure is taken: percentiles, many readers at once, memory, the bytes of an answer. */
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { password } from '../support/cast.ts';

const run = promisify(execFile);

export interface Percentiles {
	p50: number;
	p95: number;
	p99: number;
}

export function percentiles(times: number[]): Percentiles {
	const sorted = [...times].sort((a, b) => a - b);
	const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
	return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Milliseconds of each request, one after the other; the first ones warm up and do not count. */
export async function oneByOne(address: string, times: number, cookie = ''): Promise<Percentiles> {
	const taken: number[] = [];
	for (let n = -Math.min(5, times); n < times; n++) {
		const time = await timed(address, cookie);
		if (n >= 0) taken.push(time);
	}
	return percentiles(taken);
}

/** Readers who each open the page once a second, none at the same instant as another. */
export async function atTheirPace(
	address: string,
	readers: number,
	seconds: number,
	cookie: string
): Promise<Percentiles> {
	const taken: number[] = [];
	const opened: Promise<void>[] = [];
	for (let n = 0; n < readers * seconds; n += 1) {
		opened.push(timed(address, cookie).then((time) => void taken.push(time)));
		await new Promise((resolve) => setTimeout(resolve, 1000 / readers));
	}
	await Promise.all(opened);
	return percentiles(taken);
}

async function timed(address: string, cookie: string): Promise<number> {
	const started = performance.now();
	const answer = await fetch(address, { headers: { cookie } });
	await answer.arrayBuffer();
	if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
	return performance.now() - started;
}

/** The cookies of somebody of the demonstration. */
export async function signIn(origin: string, email: string): Promise<string> {
	const answer = await fetch(`${origin}/connexion?/password`, {
		method: 'POST',
		body: new URLSearchParams({ email, password }),
		headers: { origin },
		redirect: 'manual'
	});
	if (answer.status !== 303) throw new Error(`Signing in was answered ${answer.status}`);
	return answer.headers
		.getSetCookie()
		.map((cookie) => cookie.split(';', 1)[0])
		.join('; ');
}

export interface Throughput {
	perSecond: number;
	/** Milliseconds; autocannon has no 95th percentile, the 97.5th is above it. */
	p97: number;
}

/** Many readers at once, from another process, as browsers ask: with brotli. */
export async function readers(
	address: string,
	connections: number,
	seconds: number,
	cookie?: string
): Promise<Throughput> {
	const flags = ['-j', '-c', String(connections), '-d', String(seconds), '-H', 'accept-encoding=br'];
	if (cookie) flags.push('-H', `cookie=${cookie}`);
	flags.push(address);
	const { stdout } = await run(process.execPath, [fileURLToPath(import.meta.resolve('autocannon')), ...flags], {
		maxBuffer: 10_000_000
	});
	const result = JSON.parse(stdout) as {
		requests: { average: number };
		latency: { p97_5: number };
		non2xx: number;
		errors: number;
	};
	if (result.non2xx || result.errors) throw new Error(`${address}: ${result.non2xx} refusals, ${result.errors} errors`);
	return { perSecond: result.requests.average, p97: result.latency.p97_5 };
}

/** The answer as it is on the wire. */
export async function rawAnswer(address: string): Promise<{ headers: http.IncomingHttpHeaders; body: Buffer }> {
	return new Promise((resolve, reject) => {
		http
			.get(address, { headers: { 'accept-encoding': 'br' } }, (answer) => {
				const pieces: Buffer[] = [];
				answer.on('data', (piece: Buffer) => pieces.push(piece));
				answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(pieces) }));
			})
			.on('error', reject);
	});
}

/** A process that answers the same bytes and does nothing else: what no page can exceed here. */
export async function withBareServer<T>(body: Buffer, work: (origin: string) => Promise<T>): Promise<T> {
	const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'palabre-bare-'));
	const file = path.join(directory, 'body');
	await fs.writeFile(file, body);
	const program = `import { createServer } from 'node:http'; import { readFileSync } from 'node:fs';
		const body = readFileSync(${JSON.stringify(file)});
		const server = createServer((_, answer) => { answer.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'br' }); answer.end(body); });
		server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	try {
		const port = await new Promise<string>((resolve) =>
			child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()))
		);
		return await work(`http://127.0.0.1:${port}/`);
	} finally {
		child.kill('SIGKILL');
		await fs.rm(directory, { recursive: true });
	}
}

/** Megabytes of a process and all that it started, what they share counted once (PSS). */
export async function memoryOf(pid: number): Promise<number> {
	const rollup = await fs.readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
	const children = await fs.readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
	let total = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1000;
	for (const child of children.trim().split(' ').filter(Boolean)) total += await memoryOf(Number(child));
	return total;
}
