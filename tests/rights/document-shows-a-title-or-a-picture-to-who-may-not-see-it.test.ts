/** A text holds ids: each reader is shown what they stand for under their own rights, in the page, the file and the search. */
import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import { fragmentOf, block, write, type Part } from '../../src/lib/documents/content/tree';
import * as documents from '../../src/lib/documents/documents.server';
import * as mentions from '../../src/lib/documents/mentions.server';
import { comparisonOf, sheetOf } from '../../src/lib/documents/readable.server';
import * as states from '../../src/lib/documents/states.server';
import * as Y from 'yjs';
import { aDocument, aFile, aResource, aSpace, aThread } from '../support/factories';
import type { Viewer } from '../support/database';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;

const open = await aSpace(world, {
	visibility: 'public',
	members: [
		[world.kayes, 'animateur'],
		[world.agente, 'membre']
	]
});
const within = await aResource(world, { title: 'Un titre réservé', visibility: 'espace', space: open.id });
const thread = await aThread(world, { space: world.spaces.comite.id, title: 'Un fil fermé', author: world.pilote });
const picture = await aFile(world, { mediaType: 'image/png', broughtBy: world.kayes, widths: [320] });
await db.owner`update files set width = 400, height = 300 where id = ${picture}`;

const text: Part[] = [
	block('paragraph', [
		{ text: 'Voir ', marks: {} },
		block('mention', [], { kind: 'resource', id: within.id }),
		block('mention', [], { kind: 'thread', id: thread.id }),
		block('mention', [], { kind: 'person', id: world.benevole.id }),
		block('mention', [], { kind: 'person', id: newId() })
	]),
	block('image', [], { file: picture, alt: 'Le plan de la salle' })
];
const id = await aDocument(world, { space: open.id, author: world.kayes, readBy: 'public' });
await db.owner`insert into document_files ${db.owner({ file_id: picture, document_id: id })}`;

async function say(parts: Part[]): Promise<void> {
	const kept = await db.asService((all) => states.load(all, id));
	const shared = kept?.shared ?? new Y.Doc();
	const before = Y.encodeStateVector(shared);
	shared.transact(() => {
		const fragment = fragmentOf(shared);
		fragment.delete(0, fragment.length);
		write(fragment, parts);
	});
	await db.as(world.kayes, (own) => states.append(own, id, Y.encodeStateAsUpdate(shared, before)));
	await db.asService((all) => states.refreshIn(all, id));
}
const seenBy = (who: Viewer) =>
	db.as(who, async (own) => {
		const found = await documents.read(own, open.slug, id);
		return (await sheetOf(own, found!, '/ici')).html;
	});

it('names what each reader may see, and nothing else of it', async () => {
	await say(text);
	expect(await seenBy(world.agente)).toContain('@Un titre réservé');
	for (const who of [world.visitor, world.admin, world.nouvelle]) {
		const html = await seenBy(who);
		expect(html).toContain('<span class="at">une ressource</span>');
		expect(html).not.toContain('réservé');
	}
	expect(await seenBy(world.pilote)).toContain('@Un fil fermé');
	for (const who of [world.kayes, world.visitor]) expect(await seenBy(who)).not.toContain('Un fil fermé');
	// Somebody who shows their name to nobody is shown to nobody.
	expect(await seenBy(world.kayes)).not.toContain(world.benevole.name);
	const [row] =
		await db.owner`select markdown, plain, content::text as content from document_texts where document_id = ${id}`;
	for (const kept of Object.values(row ?? {})) expect(kept).not.toMatch(/réservé|fermé/);
});

it('compares two texts in the words of their reader', async () => {
	const compared = (who: Viewer) =>
		db.as(who, async (own) => JSON.stringify(await comparisonOf(own, { former: [], latter: text, language: 'fr' })));
	expect(await compared(world.agente)).toContain('Voir @Un titre réservé');
	for (const who of [world.visitor, world.admin]) {
		expect(await compared(who)).toContain('Voir une ressource');
		expect(await compared(who)).not.toMatch(/réservé|fermé/);
	}
	expect(await compared(world.kayes)).not.toContain(world.benevole.name);
});

it('keeps for itself who named somebody', async () => {
	await say([block('paragraph', [block('mention', [], { kind: 'person', id: world.agente.id })])]);
	const [signed] = await db.owner`select named_by from document_mentions where document_id = ${id}`;
	expect(signed?.['named_by']).toBe(world.kayes.id);
	for (const who of [world.visitor, world.agente])
		await expect(
			db.as(who, (own) => own.selectFrom('document_mentions').select('named_by').execute())
		).rejects.toMatchObject({ code: '42501' });
});

it('tells who is named to what tells people, and forgets who no longer is', async () => {
	await say(text);
	const named = async () =>
		(await db.owner`select object_kind, object_id from document_mentions where document_id = ${id}`).length;
	expect(await named()).toBe(4);
	await say([]);
	expect(await named()).toBe(0);
});

it('offers to name what is of the space, as far as one sees it', async () => {
	const offered = (who: Viewer, letters: string) =>
		db.as(who, async (own) => (await mentions.choices(own, open.id, letters)).map(({ name }) => name));
	expect(await offered(world.agente, 'RESERV')).toEqual(['Un titre réservé']);
	expect(await offered(world.nouvelle, 'reserv')).toEqual([]);
	expect(await offered(world.agente, '')).toContain(world.kayes.name);
	expect(await offered(world.visitor, '')).toEqual([]);
	expect(await offered(world.agente, 'fil ferme')).toEqual([]);
});

it('shows its pictures to its readers, and those that left it to its members only', async () => {
	await say(text);
	const bytes = (who: Viewer) =>
		db.as(who, (own) => own.selectFrom('files').select('id').where('id', '=', picture).execute());
	expect(await seenBy(world.visitor)).toContain('src="/ici/images/');
	expect(await bytes(world.visitor)).toHaveLength(1);
	await say([]);
	expect(await bytes(world.visitor)).toHaveLength(0);
	expect(await bytes(world.agente)).toHaveLength(1);
	// What was brought is not taken away from the versions that hold it.
	await db.as(world.kayes, (own) => own.deleteFrom('files').where('id', '=', picture).execute());
	expect(await bytes(world.agente)).toHaveLength(1);
});
