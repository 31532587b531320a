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
		const bare = await withBare('hocuspocus', (origin) => write(origin, '/', id, cookies, seconds));
		const ours = await write(palabre.origin, '/collaboration', id, cookies, seconds);
		figures.push({ editors, ours, bare, share: { ours: ours.share, bare: bare.share } });
	}
	return figures;
}

async function write(origin: string, path: string, id: string, cookies: string[], seconds: number) {
	const url = origin.replace('http', 'ws') + path;
	const editors = cookies.map((cookie) => openEditor(url, { cookie, origin }, id));
	try {
		await until(() => editors.every(({ provider }) => provider.isSynced), 'every editor has the text');
		const lines = editors.map(lineOf);
		await until(
			() => editors.every(({ shared }) => fragmentOf(shared).length === editors.length),
			'every line is there'
		);
		const strokes = new Strokes();
		for (const editor of editors) strokes.watch(editor);
		await strokes.type(lines, 2);
		return await strokes.type(lines, seconds);
	} finally {
		for (const editor of editors) editor.destroy();
	}
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
class Strokes {
	#sent = new Map<string, number>();
	#taken: number[] = [];

	watch({ shared }: Editor): void {
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

	async type(lines: Y.XmlText[], seconds: number) {
		[this.#sent, this.#taken] = [new Map(), []];
		const total = Math.round(lines.length * keystrokes * seconds);
		const expected = total * (lines.length - 1);
		const started = performance.now();
		for (let n = 0; n < total; n += 1) {
			const early = started + (n * 1000) / (lines.length * keystrokes) - performance.now();
			if (early > 1) await pause(early);
			const stroke = `${started.toString(36).replace('.', '')}${n}`;
			this.#sent.set(stroke, performance.now());
			lines[n % lines.length]?.insert(0, `#${stroke}#`);
		}
		const deadline = performance.now() + 5000;
		while (performance.now() < deadline && this.#taken.length < expected) await pause(20);
		return { ...percentiles(this.#taken), share: this.#taken.length / expected };
	}
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function until(is: () => boolean, sentence: string): Promise<void> {
	for (const deadline = Date.now() + 60_000; !is(); await pause(20))
		if (Date.now() > deadline) throw new Error(`A minute was not enough: ${sentence}`);
}
