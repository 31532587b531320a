/** A telephone line before a server: 400 kbit/s shared by all its connections, 400 ms to go and come back. */
import net, { type AddressInfo } from 'node:net';

const bytesPerMillisecond = 400 / 8;
const roundTrip = 400;
const packet = 1400;

export interface SlowLine {
	origin: string;
	/** To which port it leads. */
	lead: (port: number) => void;
	close: () => void;
}

export async function slowLine(): Promise<SlowLine> {
	let port = 0;
	/** When the line has brought what it was given. */
	let free = 0;
	const sockets = new Set<net.Socket>();
	const server = net.createServer((near) => {
		const far = net.connect(port, '127.0.0.1');
		// Opening a connection takes a first round trip, before it asks anything.
		const opened = performance.now() + roundTrip;
		for (const socket of [near, far]) {
			sockets.add(socket);
			socket.setNoDelay(true);
			socket.on('error', () => {});
			socket.once('close', () => sockets.delete(socket));
		}
		const at = (time: number, work: () => void) => setTimeout(work, Math.max(0, time - performance.now()));
		near.on('data', (asked) =>
			at(Math.max(opened, performance.now()) + roundTrip / 2, () => far.writable && far.write(asked))
		);
		far.on('data', (answer) => {
			for (let from = 0; from < answer.length; from += packet) {
				const piece = answer.subarray(from, from + packet);
				free = Math.max(free, performance.now()) + piece.length / bytesPerMillisecond;
				at(free + roundTrip / 2, () => near.writable && near.write(piece));
			}
		});
		near.once('close', () => far.destroy());
		far.once('close', () => at(free + roundTrip / 2 + 1, () => near.end()));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://localhost:${(server.address() as AddressInfo).port}`,
		lead: (to) => (port = to),
		close: () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		}
	};
}
