/** What a live connection cannot exceed here: the bare libraries, each in a process of its own, that store nothing. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const programs = {
	/** Says what it is sent to everybody in the room, then acknowledges it. */
	'socket.io': `import { createServer } from 'node:http'; import { Server } from 'socket.io';
		const http = createServer(); const io = new Server(http, { path: '/realtime', serveClient: false });
		let seq = 0;
		io.on('connection', (socket) => {
			socket.on('room:join', ({ room }, answer) => { socket.join(room); answer({ ok: true, latest: seq }); });
			socket.on('chat:send', ({ id, room, body }, answer) => {
				const message = { id, room, seq: seq += 1, author: { id, name: 'Membre 1' }, body, createdAt: new Date().toISOString() };
				io.to(room).emit('chat:message', message);
				answer({ ok: true, message });
			});
		});
		http.listen(0, '127.0.0.1', () => console.log(http.address().port));`,
	hocuspocus: `import { Server } from '@hocuspocus/server';
		const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, stopOnSignals: false });
		await server.listen(); console.log(server.address.port);`
} as const;

export async function withBare<T>(library: keyof typeof programs, work: (origin: string) => Promise<T>): Promise<T> {
	const child = spawn(process.execPath, ['--input-type=module', '-e', programs[library]], {
		cwd: path.resolve(import.meta.dirname, '../..'),
		stdio: ['ignore', 'pipe', 'inherit']
	});
	try {
		const port = await new Promise<string>((resolve, reject) => {
			child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
			child.once('exit', (code) => reject(new Error(`The bare ${library} ended (${code})`)));
		});
		return await work(`http://127.0.0.1:${port}`);
	} finally {
		child.kill('SIGKILL');
	}
}
