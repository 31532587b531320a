/**
 * A room on screen, on thousands of bad networks in simulated time: what somebody said is stored once, leaves in the
 * order in which they said it, and every open page ends by showing what is stored, without being loaded again.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Message } from '../../src/lib/chat/chat';
import type { SinceAnswer } from '../../src/lib/chat/schema';
import { LiveRoom } from '../../src/lib/chat/live-room.svelte';
import type { Outgoing } from '../../src/lib/chat/outbox';
import { seeded } from '../bench/fill';
import { Line, SimulatedRoom, type Fault } from '../support/simulated-room';

const { dial, disk, device } = vi.hoisted(() => ({
	dial: { next: (): unknown => undefined },
	/** Whether it answers. */
	device: { isStuck: false },
	/** What the device keeps: it outlives its pages. */
	disk: new Map<string, Outgoing>()
}));
vi.mock('socket.io-client', () => ({ io: () => dial.next() }));
vi.mock('../../src/lib/chat/outbox', () => ({
	outbox: {
		keep: (entry: Outgoing) => (device.isStuck ? new Promise(() => {}) : Promise.resolve(disk.set(entry.id, entry))),
		forget: (id: string) => (device.isStuck ? new Promise(() => {}) : Promise.resolve(disk.delete(id))),
		of: async (person: string) =>
			[...disk.values()].filter((entry) => entry.person === person).sort((a, b) => (a.id < b.id ? -1 : 1))
	}
}));

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
	vi.stubGlobal('addEventListener', () => {});
	vi.stubGlobal('location', { href: 'https://palabre.example.org/espaces/a/salon' });
	vi.stubGlobal('fetch', async () => ({ ok: true, redirected: false, status: 200 }));
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** Of two people, one of whom has two pages open. */
const owners = ['une', 'une', 'autre'] as const;

class Page {
	readonly live: LiveRoom;
	readonly line: Line;
	readonly close: () => void;
	/** The number of the first message that it was loaded with, or is to be shown. */
	readonly first: number;
	readonly heard: number[] = [];

	constructor(room: SimulatedRoom, person: string) {
		let dialled: Line | undefined;
		dial.next = () => (dialled = new Line(room, person));
		this.first = Math.max(1, room.stored.length - 9);
		this.live = new LiveRoom({
			room: room.name,
			viewer: person,
			messages: room.stored.slice(-10),
			changes: 0,
			heard: (said) => this.heard.push(...said.map(({ seq }) => seq)),
			readElsewhere: () => {}
		});
		this.close = this.live.open();
		if (!dialled) throw new Error('A page opens a connection.');
		this.line = dialled;
	}
}

type Act =
	| { act: 'say' | 'cut' | 'unplug' | 'plug' | 'crash'; page: number }
	| { act: 'wait'; time: number }
	| { act: 'down' }
	| { act: 'up' }
	| { act: 'deaf' }
	| { act: 'fault'; fault: Fault };
const page = fc.nat(owners.length - 1);
const act: fc.Arbitrary<Act> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ act: fc.constant('say' as const), page }) },
	{ weight: 6, arbitrary: fc.record({ act: fc.constant('wait' as const), time: fc.integer({ min: 1, max: 15_000 }) }) },
	{ weight: 5, arbitrary: fc.record({ act: fc.constantFrom('cut', 'unplug', 'plug', 'crash'), page }) },
	{ weight: 2, arbitrary: fc.record({ act: fc.constantFrom('down', 'up', 'deaf') }) },
	{
		weight: 5,
		arbitrary: fc.record({
			act: fc.constant('fault' as const),
			fault: fc.constantFrom<Fault>('lost', 'unavailable', 'stored-unavailable', 'too-many', 'silent')
		})
	}
);

async function live(acts: readonly Act[], seed: number) {
	disk.clear();
	const room = new SimulatedRoom(seeded(seed));
	const pages = owners.map((person) => new Page(room, person));
	const said: string[][] = owners.map(() => []);
	for (const step of acts) {
		if (step.act === 'wait') await vi.advanceTimersByTimeAsync(step.time);
		else if (step.act === 'down') room.goDown();
		else if (step.act === 'up') room.isUp = !(room.isDeaf = false);
		else if (step.act === 'deaf') room.isDeaf = true;
		else if (step.act === 'fault') room.faults.push(step.fault);
		else {
			const { live, line, close } = pages[step.page] as Page;
			if (step.act === 'say') {
				const body = `${step.page} ${said[step.page]?.push('')}`;
				said[step.page]?.splice(-1, 1, body);
				await live.say(body);
			} else if (step.act === 'crash') {
				close();
				pages[step.page] = new Page(room, owners[step.page] ?? '');
			} else if (step.act === 'cut') line.drop();
			else if ((line.isPlugged = step.act === 'plug') === false) line.drop();
		}
		// Nobody does two things in the same millisecond.
		await vi.advanceTimersByTimeAsync(2);
	}
	room.isUp = !(room.isDeaf = false);
	room.faults.length = 0;
	for (const { line } of pages) line.isPlugged = true;
	await vi.advanceTimersByTimeAsync(240_000);
	return { room, pages, said };
}

it('loses nothing, says nothing twice, and shows everybody the same', { timeout: 120_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 60 }), fc.nat(), async (acts, seed) => {
			const { room, pages, said } = await live(acts, seed);
			const bodies = room.stored.map(({ body }) => body ?? '');
			expect(bodies.toSorted()).toEqual(said.flat().toSorted());
			for (const own of said) expect(bodies.filter((body) => own.includes(body))).toEqual(own);
			for (const { live, heard, first } of pages) {
				expect(live.link).toBe('open');
				expect(live.waiting).toEqual([]);
				expect(live.messages).toEqual(room.stored.slice(first - 1));
				expect(heard).toEqual(heard.toSorted((a, b) => a - b));
				expect(new Set(heard).size).toBe(heard.length);
			}
			expect(disk.size).toBe(0);
			for (const { close } of pages) close();
		}),
		{ seed: 20261122, numRuns: 400 }
	);
});

it('sends what is said while the store of the device does not answer', async () => {
	const room = new SimulatedRoom(seeded(7));
	const { live, close } = new Page(room, 'une');
	device.isStuck = true;
	await vi.advanceTimersByTimeAsync(1000);
	void live.say('Un');
	void live.say('Deux');
	await vi.advanceTimersByTimeAsync(1000);
	expect(room.stored.map(({ body }) => body)).toEqual(['Un', 'Deux']);
	expect(live.waiting).toEqual([]);
	close();
	device.isStuck = false;
});

it('shows the change of a message that it is still asking for, whichever comes first', async () => {
	const room = 'chat:019a0000-0000-7000-8000-00000000000a' as const;
	const author = { id: 'autre', name: 'autre' };
	const said = (seq: number): Message => ({ id: `${seq}`, room, seq, author, body: `Message ${seq}`, createdAt: '' });
	const edited: Message = { ...said(2), body: 'Modifié', edited: true, change: 1 };
	const handlers = new Map<string, (given: unknown) => void>();
	const asked: { where: { seq: number; changes: number }; answer: (given: SinceAnswer) => void }[] = [];
	const line = {
		connected: true,
		on: (event: string, handler: (given: unknown) => void) => (handlers.set(event, handler), line),
		emit: () => line,
		disconnect: () => line,
		timeout: () => ({
			emitWithAck: async (event: string, where: { seq: number; changes: number }) =>
				event === 'room:join' ? { ok: true } : new Promise((answer) => asked.push({ where, answer }))
		})
	};
	dial.next = () => line;
	const live = new LiveRoom({
		room,
		viewer: 'une',
		messages: [],
		changes: 0,
		heard: () => {},
		readElsewhere: () => {}
	});
	const close = live.open();
	handlers.get('connect')?.(undefined);
	await vi.advanceTimersByTimeAsync(1);
	// The server read the room before the change, and its answer comes after.
	handlers.get('chat:edited')?.(edited);
	asked[0]?.answer({ ok: true, messages: [said(1), said(2)], more: false, changed: [], changes: 0 });
	await vi.advanceTimersByTimeAsync(1);
	expect(asked[1]?.where).toMatchObject({ seq: 2, changes: 0 });
	asked[1]?.answer({ ok: true, messages: [], more: false, changed: [edited], changes: 1 });
	await vi.advanceTimersByTimeAsync(1);
	expect(live.messages.map(({ body }) => body)).toEqual(['Message 1', 'Modifié']);
	close();
});
