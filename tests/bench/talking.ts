/** Chat: from the sending of a message to its arrival at each of those who are in the room, beside bare Socket.IO. */
import { io, type Socket } from 'socket.io-client';
import { newId } from '../../src/lib/platform/ids.ts';
import { asOwner } from '../crash/invariants.ts';
import type { PalabreProcess } from '../support/process.ts';
import { aClosedSpace, signedInPeople } from '../support/signed-in.ts';
import { withBare } from './bare.ts';
import { percentiles, type Percentiles } from './measure.ts';

/** They only send: one person sends 120 messages a minute at most. */
const senders = 250;
/** At a calm pace, where the delay is that of one message. */
const calm = 2;
/** Before anything is measured, for each of the two: code and plans are ready in a network that is used. */
const warming = { rate: 20, seconds: 5 };
const ramp = [10, 20, 40, 80, 160, 320, 640, 1280];
/** Then how often the step between what is held and what is not is halved. */
const halvings = 2;
/** A rate is held when almost everything arrives within a second. */
const held = { share: 0.99, p99: 1000 };
/** One address opens 300 connections at most. */
const perAddress = 150;

export interface Talk extends Percentiles {
	/** The most deliveries per second that are held. */
	deliveries: number;
}

export interface TalkFigure {
	clients: number;
	ours: Talk;
	bare: Talk;
}

interface Crowd {
	origin: string;
	room: string;
	/** One for each client. */
	cookies: readonly string[];
	senders: readonly string[];
}

export async function talkFigures(palabre: PalabreProcess, sizes: number[], seconds: number): Promise<TalkFigure[]> {
	const figures: TalkFigure[] = [];
	for (const clients of sizes) {
		const crowd = await asOwner(palabre.dataDir, async (sql) => {
			const people = await signedInPeople(sql, clients + senders, palabre);
			const room = `chat:${await aClosedSpace(sql, people)}`;
			const cookies = people.map(({ cookie }) => cookie);
			return { origin: palabre.origin, room, cookies: cookies.slice(0, clients), senders: cookies.slice(clients) };
		});
		const bare = await withBare('socket.io', (origin) => talk({ ...crowd, origin }, seconds));
		figures.push({ clients, bare, ours: await talk(crowd, seconds) });
	}
	return figures;
}

async function talk({ origin, room, cookies, senders }: Crowd, seconds: number): Promise<Talk> {
	const arrivals = new Arrivals();
	const listening = await Promise.all(cookies.map((cookie, n) => dial(origin, cookie, n)));
	const sending = await Promise.all(senders.map((cookie, n) => dial(origin, cookie, cookies.length + n)));
	try {
		for (const socket of listening) {
			socket.on('chat:message', ({ body }: { body: string }) => arrivals.heard(body));
			const answer = (await socket.timeout(20_000).emitWithAck('room:join', { room })) as { ok: boolean };
			if (!answer.ok) throw new Error('A client could not join the room');
		}
		const burst = (rate: number, time: number) => arrivals.burst(sending, room, listening.length, rate, time);
		await burst(warming.rate, warming.seconds);
		const quiet = await burst(calm, seconds);
		const most = await mostHeld(async (rate) => {
			const { share, p99 } = await burst(rate, Math.max(2, seconds / 2));
			const isHeld = share >= held.share && p99 <= held.p99;
			if (!isHeld) await arrivals.silence();
			return isHeld;
		});
		return { p50: quiet.p50, p95: quiet.p95, p99: quiet.p99, deliveries: most * listening.length };
	} finally {
		for (const socket of [...listening, ...sending]) socket.disconnect();
	}
}

/** By doubling, then between the last that was held and the first that was not. */
async function mostHeld(isHeld: (rate: number) => Promise<boolean>): Promise<number> {
	let [most, beyond] = [0, 0];
	for (const rate of ramp) {
		if (!(await isHeld(rate))) {
			beyond = rate;
			break;
		}
		most = rate;
	}
	for (let left = halvings; beyond && left > 0; left -= 1) {
		const middle = Math.round((most + beyond) / 2);
		if (await isHeld(middle)) most = middle;
		else beyond = middle;
	}
	return most;
}

/** Sender and clients are one process: they have one clock. */
class Arrivals {
	#sent = new Map<string, number>();
	#taken: number[] = [];
	#heard = 0;

	heard(body: string): void {
		this.#heard += 1;
		const at = this.#sent.get(body);
		if (at !== undefined) this.#taken.push(performance.now() - at);
	}

	/** What was too much is still on its way: it is not part of what follows. */
	async silence(): Promise<void> {
		for (let before = -1; before !== this.#heard;) {
			before = this.#heard;
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
	}

	async burst(sending: Socket[], room: string, clients: number, rate: number, seconds: number) {
		[this.#sent, this.#taken] = [new Map(), []];
		const total = Math.max(1, Math.round(rate * seconds));
		const started = performance.now();
		for (let n = 0; n < total; n += 1) {
			const early = started + (n * 1000) / rate - performance.now();
			if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
			const id = newId();
			const body = `Message ${id} : le car part à huit heures de la place du marché.`;
			this.#sent.set(body, performance.now());
			sending[n % sending.length]?.emit('chat:send', { id, room, body }, () => {});
		}
		const deadline = performance.now() + 3000;
		while (performance.now() < deadline && this.#taken.length < total * clients)
			await new Promise((resolve) => setTimeout(resolve, 20));
		// Who cannot send at that rate does not hold it either.
		const late = performance.now() - started > seconds * 1500 + 3000;
		return { ...percentiles(this.#taken), share: late ? 0 : this.#taken.length / (total * clients) };
	}
}

async function dial(origin: string, cookie: string, n: number): Promise<Socket> {
	const socket = io(origin, {
		path: '/realtime',
		transports: ['websocket'],
		forceNew: true,
		extraHeaders: { origin, cookie, 'x-forwarded-for': `198.51.100.${Math.floor(n / perAddress) + 1}` }
	});
	await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
	return socket;
}
