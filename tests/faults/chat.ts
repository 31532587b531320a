/**
 * `node tests/faults/chat.ts --steps 20000 --seed 3`: people talk in two rooms of a real process, each with several
 * tabs, and edit, withdraw and answer in a word what was said, while connections are cut, what was sent is sent again
 * by whoever, people are removed, and the process, PostgreSQL, one of its backends or the relay is killed in the middle
 * of it. After each round, and without another word being said: every acknowledged message is stored once, in the order
 * that everybody is shown, under numbers without a gap, nothing that was refused is there, and everybody is shown what
 * each message became. Ends with an error, and what was broken.
 */
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { newId } from '../../src/lib/platform/ids.ts';
import { seeded } from '../bench/fill.ts';
import { ownerUrl } from '../crash/invariants.ts';
import { killPostgres, killRelay } from '../support/killing.ts';
import { freePort, startPalabre, type PalabreProcess } from '../support/process.ts';
import { aClosedSpace, signedInPeople, takePart, type SignedIn } from '../support/signed-in.ts';
import { reactions } from '../../src/lib/threads/thread.ts';
import { lineOf, lineOfMessage } from './changes.ts';
import { Ledger, storedIn } from './ledger.ts';
import { Tab } from './tab.ts';

const talkers = 14;
const stepsPerRound = 200;
const faults = ['relay', 'node', 'backend', 'nothing', 'postmaster', 'relay'] as const;
type Fault = (typeof faults)[number];

/** Milliseconds. */
const longestPause = 10;
const patience = 30_000;

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

class Conversation {
	readonly ledger = new Ledger();
	readonly #random: () => number;
	readonly #port: number;
	#palabre: PalabreProcess;
	#people: SignedIn[] = [];
	#rooms: string[] = [];
	#tabs: Tab[] = [];
	/** In a room where they only read, and in none. */
	#refused: Tab[] = [];
	#sent: { id: string; body: string; tab: Tab }[] = [];
	#removed: [person: string, room: string][] = [];
	#spoken = 0;

	constructor(palabre: PalabreProcess, port: number, seed: number) {
		this.#palabre = palabre;
		this.#port = port;
		this.#random = seeded(seed);
	}

	async open(): Promise<void> {
		const { dataDir, origin } = this.#palabre;
		await this.#asOwner(async (sql) => {
			const people = await signedInPeople(sql, talkers + 2, { dataDir });
			this.#people = people.slice(0, talkers);
			const [observer, stranger] = people.slice(talkers) as [SignedIn, SignedIn];
			this.#rooms = [await aClosedSpace(sql, this.#people), await aClosedSpace(sql, this.#people)];
			for (const room of this.#rooms) await takePart(sql, room, observer.id, 'observateur');
			const tab = (person: SignedIn, room = '') => new Tab(origin, person, room, this.ledger, this.#random);
			const [one, other] = this.#rooms;
			this.#tabs = this.#people.flatMap((person, n) => [tab(person, one), tab(person, n % 2 ? one : other)]);
			this.#refused = [tab(observer, one), tab(stranger, other)];
		});
		await this.#until(() => this.#tabs.every(({ joined }) => joined), 'every tab is in its room');
	}

	#pick<T>(list: readonly T[]): T {
		return list[Math.floor(this.#random() * list.length)] as T;
	}

	async step(): Promise<void> {
		const acts: [weight: number, act: () => void | Promise<void>][] = [
			[40, () => this.#say(this.#pick(this.#tabs))],
			[8, () => this.#burst()],
			[6, () => this.#sayByForm()],
			[14, () => this.#sayAgain()],
			[4, () => this.#takeTheId()],
			[8, () => this.#sayWhatIsRefused()],
			[20, () => this.#changeSomething()],
			[6, () => this.#pick(this.#tabs).cut()],
			[3, () => this.#leaveAndReturn()],
			[3, () => void this.#pick(this.#tabs).catchUp()],
			[1, () => this.#removeOrBringBack()],
			[4, () => pause(this.#random() * 80)]
		];
		let left = this.#random() * acts.reduce((sum, [weight]) => sum + weight, 0);
		for (const [weight, act] of acts) {
			left -= weight;
			if (left < 0) return act();
		}
	}

	#say(tab: Tab): void {
		const [id, body] = [newId(), `Message ${(this.#spoken += 1)}`];
		this.#sent.push({ id, body, tab });
		void tab.send(id, body);
	}

	#burst(): void {
		const tab = this.#pick(this.#tabs);
		for (let left = 2 + this.#random() * 6; left > 0; left -= 1) this.#say(tab);
	}

	/** As who has no script does; it waits for nobody's turn but the database's. */
	#sayByForm(): void {
		const [tab, id, body] = [this.#pick(this.#tabs), newId(), `Message ${(this.#spoken += 1)}`];
		this.#sent.push({ id, body, tab });
		void tab.post(id, body);
	}

	/** Late or at once, by this tab or another one of the same person. */
	#sayAgain(): void {
		const sent = this.#pick(this.#random() < 0.5 ? this.#sent.slice(-10) : this.#sent);
		if (!sent) return;
		const own = this.#tabs.filter(({ person }) => person === sent.tab.person);
		void this.#pick(own).send(sent.id, sent.body, sent.tab.room);
	}

	#takeTheId(): void {
		const sent = this.#pick(this.#sent.slice(-20));
		if (!sent) return;
		const other = this.#pick(this.#tabs.filter(({ person }) => person !== sent.tab.person));
		void other.send(sent.id, `Volé ${(this.#spoken += 1)}`);
	}

	#sayWhatIsRefused(): void {
		const refused: [tab: Tab, body: string, room?: string][] = [
			...this.#refused.map((tab): [Tab, string] => [tab, 'Sans droit']),
			[this.#pick(this.#tabs), ' \u200b '],
			[this.#pick(this.#tabs), 'x'.repeat(4001)],
			[this.#pick(this.#tabs), 'Nulle part', newId()]
		];
		const [tab, body, room] = this.#pick(refused);
		void tab.send(newId(), body, room);
	}

	/** One's own words, and now and then those of somebody else, which is refused. */
	#changeSomething(): void {
		const sent = this.#pick(this.#sent.slice(-150).filter(({ id }) => this.ledger.acknowledged.has(id)));
		if (!sent) return;
		const roommates = this.#tabs.filter(({ room }) => room === sent.tab.room);
		const act = this.#pick(['edit', 'edit', 'withdraw', 'react', 'react', 'react'] as const);
		const tab = act === 'react' || this.#random() < 0.1 ? this.#pick(roommates) : sent.tab;
		const word = act === 'edit' ? `Modifié ${(this.#spoken += 1)}` : this.#pick(reactions);
		void tab.change({ act, id: sent.id, word });
	}

	#leaveAndReturn(): void {
		const tab = this.#pick(this.#tabs);
		tab.leave();
		setTimeout(() => void tab.join(), this.#random() * 100);
	}

	async #removeOrBringBack(): Promise<void> {
		const gone = this.#removed.length > 2 || this.#random() < 0.5 ? this.#removed.shift() : undefined;
		return gone ? this.#bringBack(gone) : this.#removeSomebody();
	}

	/** @param before done just before, so that nobody hears of it. */
	async #removeSomebody(before: (sql: postgres.Sql) => Promise<void> = async () => {}): Promise<void> {
		const { person, room } = this.#pick(this.#tabs);
		if (this.#removed.some(([who, where]) => who === person.id && where === room)) return;
		this.#removed.push([person.id, room]);
		this.ledger.moves(person.id, room);
		await this.#asOwner(async (sql) => {
			await before(sql);
			await sql`delete from space_members where space_id = ${room} and person_id = ${person.id}`;
		});
		this.ledger.removed(person.id, room);
	}

	async #bringBack([person, room]: [person: string, room: string]): Promise<void> {
		this.ledger.moves(person, room);
		await this.#asOwner(async (sql) => {
			const [there] = await sql`select from space_members where space_id = ${room} and person_id = ${person}`;
			if (!there) await takePart(sql, room, person);
		});
	}

	async strike(fault: Fault): Promise<void> {
		const { dataDir } = this.#palabre;
		if (fault === 'relay') await this.#removeSomebody(killRelay);
		else if (fault === 'node') {
			await this.#palabre.kill();
			this.#palabre = await startPalabre({ demo: true, dataDir, port: this.#port });
		} else if (fault !== 'nothing') await killPostgres(dataDir, fault, this.#random);
	}

	/** What has no answer is sent again, as a device does; then everybody is shown the same. */
	async settle(): Promise<void> {
		for (const gone of this.#removed.splice(0)) await this.#bringBack(gone);
		const all = [...this.#tabs, this.#refused[0] as Tab];
		await this.#until(() => all.every(({ joined }) => joined), 'every tab is in its room again');
		const { attempts, changes } = this.ledger;
		const waiting = () => changes.waiting || attempts.some(({ outcome }) => outcome === 'waiting');
		await this.#until(() => !waiting(), 'everything sent is answered, or given up');
		for (const { id, body, person, room } of this.ledger.unknown)
			await this.#tabs.find((tab) => tab.person.id === person)?.send(id, body, room);
		const [rows, rooms] = await this.#asOwner((sql) => storedIn(sql, this.#rooms));
		const toldIn = new Map(rooms.map(({ id }) => [id, rows.filter(({ room }) => room === id)]));
		const changesOf = (room: string) => rooms.find(({ id }) => id === room)?.changes ?? 0;
		const behind = () =>
			all.filter((tab) => tab.shown.length < (toldIn.get(tab.room)?.length ?? 0) || tab.changes < changesOf(tab.room));
		await this.#until(() => behind().length === 0, 'every tab is shown the last message and the last change');
		// What is still on its way to them is old.
		await pause(100);
		for (const { room, shown } of all) {
			const told = (toldIn.get(room) ?? []).map(lineOf);
			const seen = shown.map(lineOfMessage);
			const at = told.findIndex((line, n) => line !== seen[n]);
			if (at >= 0 || seen.length !== told.length)
				this.ledger.broken.push(
					`a tab is shown ${seen[at] ?? `${seen.length} messages`} for ${told[at] ?? told.length}`
				);
		}
		this.ledger.check(rows, rooms);
	}

	/** While PostgreSQL is on its way back, one tries again. */
	async #asOwner<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
		const deadline = Date.now() + patience;
		for (;;) {
			try {
				const sql = postgres(await ownerUrl(this.#palabre.dataDir), { max: 1, onnotice: () => {} });
				return await work(sql).finally(() => sql.end({ timeout: 5 }));
			} catch (error) {
				if (Date.now() > deadline) throw error;
				await pause(100);
			}
		}
	}

	async #until(is: () => boolean, sentence: string): Promise<void> {
		for (const deadline = Date.now() + patience; !is(); await pause(20)) {
			const { exitCode } = this.#palabre.child;
			if (exitCode !== null) throw new Error(`Palabre ended by itself (${exitCode}) before ${sentence}`);
			if (Date.now() > deadline) throw new Error(`${patience / 1000} s were not enough: ${sentence}`);
		}
	}

	async close(): Promise<void> {
		for (const { socket } of [...this.#tabs, ...this.#refused]) socket.disconnect();
		const keepData = this.ledger.broken.length > 0;
		await this.#palabre.stop({ keepData });
		if (keepData) console.log(`The data are kept in ${this.#palabre.dataDir}`);
	}

	get size(): string {
		const { acknowledged, attempts, changes, refusals } = this.ledger;
		const no = Object.entries(refusals)
			.map(([code, count]) => `${code} ${count}`)
			.join(', ');
		return `${attempts.length} sendings, ${acknowledged.size} messages and ${changes.done} changes acknowledged; refused: ${no}`;
	}

	get random(): () => number {
		return this.#random;
	}
}

async function talk(steps: number, seed: number): Promise<string[]> {
	const port = await freePort();
	const conversation = new Conversation(await startPalabre({ demo: true, port }), port, seed);
	const { ledger, random } = conversation;
	try {
		await conversation.open();
		for (let round = 0; round * stepsPerRound < steps && !ledger.broken.length; round += 1) {
			const fault = faults[round % faults.length] as Fault;
			const when = Math.floor(random() * stepsPerRound);
			let struck: Promise<void> = Promise.resolve();
			for (let step = 0; step < Math.min(stepsPerRound, steps - round * stepsPerRound); step += 1) {
				if (step === when) (struck = conversation.strike(fault)).catch(() => {});
				await conversation.step();
				await pause(random() * longestPause);
			}
			await struck;
			await conversation.settle();
			console.log(`round ${round + 1}, ${fault} killed at step ${when}: ${conversation.size}`);
		}
	} catch (error) {
		ledger.broken.push(String(error));
	} finally {
		await conversation.close();
	}
	return ledger.broken;
}

const { values } = parseArgs({
	options: { steps: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } }
});
const broken = await talk(Number(values.steps), Number(values.seed));
for (const sentence of broken.slice(0, 20)) console.error(`BROKEN: ${sentence}`);
console.log(
	broken.length ? `${broken.length} things are broken (seed ${values.seed}).` : 'Nothing was lost, nothing is twice.'
);
process.exitCode = broken.length ? 1 : 0;
