/** Documents: from a keystroke to each of those who write the same text, beside bare Hocuspocus. */
import * as Y from 'yjs';
import { fragmentOf } from '../../src/lib/documents/content/tree.ts';
import { newId } from '../../src/lib/platform/ids.ts';
import { asOwner } from '../crash/invariants.ts';
import { openEditor, type Editor } from '../support/editors.ts';
import type { PalabreProcess } from '../support/process.ts';
import { aClosedSpace, signedInPeople } from '../support/signed-in.ts';
import { withBare } from './bare.ts';
import { percentiles, type Percentiles } from './measure.ts';

/** A second, of each of them. */
const keystrokes = 1;
const turns = 5;

export interface WriteFigure {
	editors: number;
	ours: Percentiles;
	bare: Percentiles;
	/** What arrived, of what was typed. */
	share: { ours: number; bare: number };
}

export async function writeFigures(palabre: PalabreProcess, sizes: number[], seconds: number): Promise<WriteFigure[]> {
	const figures: WriteFigure[] = [];
	for (const editors of sizes) {
		const { id, cookies } = await asOwner(palabre.dataDir, async (sql) => {
			const people = await signedInPeople(sql, editors, palabre);
			const space = await aClosedSpace(sql, people);
			const id = newId();
			await sql`insert into documents ${sql({ id, space_id: space, title: 'Compte rendu', read_by: 'espace', written_by: 'espace' })}`;
			return { id, cookies: people.map(({ cookie }) => cookie) };
		});
		figures.push(
			await withBare('hocuspocus', async (origin) => {
				const bare = await sitDown(origin, '/', id, cookies);
				const ours = await sitDown(palabre.origin, '/collaboration', id, cookies);
				try {
					// Turn by turn: what else the machine does meanwhile weighs on both.
					for (let turn = -1; turn < turns; turn += 1)
						for (const group of [bare, ours]) await group.type(turn < 0 ? 2 : seconds / turns, turn >= 0);
					return { editors, ours: ours.taken, bare: bare.taken, share: { ours: ours.share, bare: bare.share } };
				} finally {
					bare.leave();
					ours.leave();
				}
			})
		);
	}
	return figures;
}

/** Those who write the same text, each on a line of their own. */
async function sitDown(origin: string, path: string, id: string, cookies: string[]): Promise<Group> {
	const url = origin.replace('http', 'ws') + path;
	const group = new Group(cookies.map((cookie) => openEditor(url, { cookie, origin }, id)));
	await group.settle();
	return group;
}

/** A line of their own, where each of them types. */
function lineOf({ shared }: Editor): Y.XmlText {
	const paragraph = new Y.XmlElement('paragraph');
	const text = new Y.XmlText('');
	paragraph.insert(0, [text]);
	fragmentOf(shared).push([paragraph]);
	return text;
}

/** Those who type and those who read are one process: they have one clock. */
class Group {
	readonly #editors: Editor[];
	#lines: Y.XmlText[] = [];
	#sent = new Map<string, number>();
	#taken: number[] = [];
	#expected = 0;

	constructor(editors: Editor[]) {
		this.#editors = editors;
	}

	async settle(): Promise<void> {
		const editors = this.#editors;
		await until(() => editors.every(({ provider }) => provider.isSynced), 'every editor has the text');
		this.#lines = editors.map(lineOf);
		await until(
			() => editors.every(({ shared }) => fragmentOf(shared).length === editors.length),
			'every line is there'
		);
		for (const editor of editors) this.#watch(editor);
	}

	get taken(): Percentiles {
		return percentiles(this.#taken);
	}

	get share(): number {
		return this.#taken.length / this.#expected;
	}

	leave(): void {
		for (const editor of this.#editors) editor.destroy();
	}

	#watch({ shared }: Editor): void {
		fragmentOf(shared).observeDeep((events, { local }) => {
			if (local) return;
			for (const { changes } of events)
				for (const { insert } of changes.delta)
					if (typeof insert === 'string') for (const [, stroke = ''] of insert.matchAll(/#(\w+)#/g)) this.#read(stroke);
		});
	}

	#read(stroke: string): void {
		const at = this.#sent.get(stroke);
		if (at !== undefined) this.#taken.push(performance.now() - at);
	}

	/** @param counts false: to warm up. */
	async type(seconds: number, counts: boolean): Promise<void> {
		const writers = this.#lines.length;
		const total = Math.round(writers * keystrokes * seconds);
		const before = this.#taken.length;
		const started = performance.now();
		for (let n = 0; n < total; n += 1) {
			const early = started + (n * 1000) / (writers * keystrokes) - performance.now();
			if (early > 1) await pause(early);
			const stroke = `${started.toString(36).replace('.', '')}${n}`;
			if (counts) this.#sent.set(stroke, performance.now());
			this.#lines[n % writers]?.insert(0, `#${stroke}#`);
		}
		if (!counts) return pause(500);
		this.#expected += total * (writers - 1);
		const deadline = performance.now() + 5000;
		while (performance.now() < deadline && this.#taken.length - before < total * (writers - 1)) await pause(20);
	}
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function until(is: () => boolean, sentence: string): Promise<void> {
	for (const deadline = Date.now() + 60_000; !is(); await pause(20))
		if (Date.now() > deadline) throw new Error(`A minute was not enough: ${sentence}`);
}
