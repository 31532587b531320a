/** Discussions: numbers without gaps whoever speaks at once, what is sent twice is one, pages and lists. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as spaces from '../../src/lib/spaces/spaces.server';
import * as attachments from '../../src/lib/threads/attachments.server';
import * as posts from '../../src/lib/threads/posts.server';
import * as threads from '../../src/lib/threads/threads.server';
import * as follows from '../../src/lib/threads/follows.server';
import * as writing from '../../src/lib/threads/writing.server';
import { aFile, aResource, aSpace, aThread } from '../support/factories';
import type { Viewer } from '../support/database';
import { aPerson, theWorld } from '../support/world';

const world = await theWorld();
const aRoom = () =>
	aSpace(world, {
		members: [
			[world.pilote, 'animateur'],
			[world.elue, 'membre']
		]
	});

it('opens a thread once, however many times its form is sent', async () => {
	const space = await aRoom();
	const values = { id: newId(), post: newId(), title: 'Qui vient ?', body: 'Dites-le ici.', mentions: [] };
	for (const time of [1, 2, 3])
		expect(await world.db.as(world.elue, (db) => writing.open(db, space.slug, values, 'fr')), `${time}`).toBe('once');
	expect(await world.db.owner`select count(*)::int as n from posts where thread_id = ${values.id}`).toMatchObject([
		{ n: 1 }
	]);
	await expect(
		world.db.as(world.elue, (db) =>
			sql`insert into threads (id, space_id, title) values (${newId()}, ${space.id}, 'Sans rien dire')`.execute(db)
		)
	).rejects.toMatchObject({ code: 'PT409' });
});

it('does not drop what a form says the second time in other words', async () => {
	const space = await aRoom();
	const values = { id: newId(), post: newId(), title: 'Qui vient ?', body: 'Dites-le ici.', mentions: [] };
	const open = (more: Partial<typeof values>) =>
		world.db.as(world.elue, (db) => writing.open(db, space.slug, { ...values, ...more }, 'fr'));
	expect([await open({}), await open({ body: 'Dites-le ici, avant jeudi.' }), await open({ title: 'Qui ?' })]).toEqual([
		'once',
		'otherwise',
		'otherwise'
	]);
	const id = newId();
	const reply = (body: string, files: string[] = []) =>
		world.db.as(world.elue, (db) => writing.reply(db, space.slug, values.id, { id, body, mentions: [], files }));
	const file = await aFile(world, { broughtBy: world.elue });
	expect([await reply('Moi.'), await reply('Moi.'), await reply('Moi, et Ali.', [file])]).toEqual([2, 2, 'otherwise']);
	expect(await world.db.owner`select from post_files where post_id = ${id}`).toHaveLength(0);
});

it('numbers what is said at once without gaps, and keeps once what is sent twice', async () => {
	const space = await aRoom();
	const thread = await aThread(world, { space: space.id, author: world.elue });
	const ids = Array.from({ length: 12 }, () => newId());
	const numbers = await Promise.all(
		[...ids, ...ids].map((id, n) =>
			world.db.as(n % 2 ? world.pilote : world.elue, (db) =>
				writing.reply(db, space.slug, thread.id, { id, body: `Message ${id}`, mentions: [] })
			)
		)
	);
	expect([...new Set(numbers)].sort((a, b) => Number(a) - Number(b))).toEqual(ids.map((_, n) => n + 2));
	const found = await world.db.as(world.elue, (db) => posts.read(db, space.slug, thread.id, { page: 1, quote: null }));
	expect(found?.posts.map(({ number }) => number)).toEqual([1, ...ids.map((_, n) => n + 2)]);
	expect(found?.thread.lastNumber).toBe(13);
});

it('shows fifty posts a page, each always on the same one', async () => {
	const space = await aRoom();
	const thread = await aThread(world, { space: space.id, said: Array.from({ length: 103 }, () => ({})) });
	const page = (n: number) =>
		world.db.as(world.elue, (db) => posts.read(db, space.slug, thread.id, { page: n, quote: null }));
	expect((await page(1))?.posts).toHaveLength(50);
	expect((await page(3))?.posts.map(({ number }) => number)).toEqual([101, 102, 103]);
	expect((await page(3))?.pages).toBe(3);
});

it('lists threads by last activity, those that are pinned first, page after page', async () => {
	const space = await aRoom();
	const day = (n: number) => new Date(Date.UTC(2026, 0, n));
	for (let n = 1; n <= 45; n += 1)
		await aThread(world, {
			space: space.id,
			title: `Discussion ${n}`,
			pinned: n === 3,
			said: n % 2 ? [{ at: day(n) }] : [{ at: day(n) }, { at: day(n) }]
		});
	const titles: string[] = [];
	let after: string | null = null;
	do {
		const page: Awaited<ReturnType<typeof threads.list>> = await world.db.as(world.elue, (db) =>
			threads.list(db, space.id, 'all', after)
		);
		titles.push(...page.threads.map(({ title }) => title));
		after = page.next;
	} while (after);
	const byDate = Array.from({ length: 45 }, (_, n) => `Discussion ${45 - n}`);
	expect(titles).toEqual(['Discussion 3', ...byDate.filter((title) => title !== 'Discussion 3')]);
	const unanswered = await world.db.as(world.elue, (db) => threads.list(db, space.id, 'unanswered', null));
	expect(unanswered.threads.map(({ title }) => title)).toEqual(byDate.filter((_, n) => (45 - n) % 2).slice(0, 20));
});

it('names whom it mentions as they are called today, to who may see them', async () => {
	const space = await aSpace(world, { visibility: 'public', members: [[world.pilote, 'animateur']] });
	const body = `Bonjour [@Une référente](person:${world.kayes.id}) de [@la commune](organisation:${world.organisations.kayes.id})`;
	const thread = await aThread(world, { space: space.id, said: [{ body }] });
	const html = async (who: 'elue' | 'visitor') =>
		(await world.db.as(world[who], (db) => posts.read(db, space.slug, thread.id, { page: 1, quote: null })))?.posts[0]
			?.html;
	expect(await html('elue')).toContain(`href="/annuaire/personnes/${world.kayes.id}">@${world.kayes.name}</a>`);
	expect(await html('visitor')).toContain('<span class="at">@Une référente</span>');
	expect(await html('visitor')).toContain(`href="/annuaire/kayes">@${world.organisations.kayes.name}</a>`);
});

it('keeps until where somebody read, never backwards, and lists what they have not', async () => {
	const space = await aRoom();
	const other = await aThread(world, { space: space.id, title: 'Lue' });
	const thread = await aThread(world, { space: space.id, title: 'À lire', author: world.pilote, said: [{}, {}, {}] });
	const asElue = <T>(work: Parameters<typeof world.db.as<T>>[1]) => world.db.as(world.elue, work);
	await asElue((db) => follows.keepReading(db, other.id, 1));
	await asElue((db) => follows.keepReading(db, thread.id, 2));
	await asElue((db) => follows.keepReading(db, thread.id, 1));
	const unread = async () =>
		(await asElue((db) => threads.list(db, space.id, 'unread', null))).threads.map((line) => [line.title, line.unread]);
	expect(await unread()).toEqual([['À lire', 1]]);
	expect((await asElue((db) => posts.read(db, space.slug, thread.id, { page: 1, quote: null })))?.thread.read).toBe(2);
	const waiting = () =>
		asElue(
			async (db) =>
				(
					await sql<{
						threads: number;
					}>`select threads from private.viewer_unread_threads() where space_id = ${space.id}`.execute(db)
				).rows
		);
	expect(await waiting()).toEqual([{ threads: 1 }]);
	const said = () =>
		asElue(async (db) => [
			(await spaces.headOf(db, space.slug, 'fr'))?.unread,
			(await spaces.list(db, 'fr')).find(({ id }) => id === space.id)?.unread
		]);
	expect(await said()).toEqual([1, 1]);
	await asElue((db) => follows.followThread(db, thread.id, 'nothing'));
	expect(await waiting()).toEqual([]);
	expect(await said()).toEqual([0, 0]);
	expect(await unread()).toEqual([]);
	expect((await world.db.as(world.visitor, (db) => threads.list(db, space.id, 'unread', null))).threads).toEqual([]);
});

it('follows where one speaks, and what was chosen for the space elsewhere', async () => {
	const space = await aRoom();
	const silent = await aThread(world, { space: space.id, title: 'Sans moi' });
	const thread = await aThread(world, { space: space.id, title: 'Avec moi' });
	const followed = async () =>
		(await world.db.as(world.elue, (db) => threads.list(db, space.id, 'followed', null))).threads
			.map(({ title }) => title)
			.sort();
	await world.db.as(world.elue, (db) =>
		writing.reply(db, space.slug, thread.id, { id: newId(), body: 'J’en suis.', mentions: [] })
	);
	expect(await followed()).toEqual(['Avec moi']);
	await world.db.as(world.elue, (db) => follows.followSpace(db, space.slug, 'everything'));
	expect(await followed()).toEqual(['Avec moi', 'Sans moi']);
	await world.db.as(world.elue, (db) => follows.followThread(db, silent.id, 'nothing'));
	expect(await followed()).toEqual(['Avec moi']);
});

it('quotes, reacts, keeps, edits with its history, and leaves a trace of what is withdrawn', async () => {
	const space = await aRoom();
	const thread = await aThread(world, {
		space: space.id,
		author: world.elue,
		said: [{ body: '> Hier\n\nIl faut **trois** équipes.' }]
	});
	const [said = ''] = thread.posts;
	const page = (quote: number | null = null) =>
		world.db.as(world.pilote, (db) => posts.read(db, space.slug, thread.id, { page: 'last', quote }));
	const quoted = (await page(1))?.quoted;
	expect(quoted?.quote).toBe('> Il faut trois équipes.\n\n');
	await world.db.as(world.pilote, (db) =>
		writing.reply(db, space.slug, thread.id, { id: newId(), body: `${quoted?.quote}Oui.`, mentions: [], replyTo: said })
	);
	await world.db.as(world.pilote, (db) => writing.react(db, said, 'agree'));
	await world.db.as(world.pilote, (db) => writing.keep(db, said, true));
	expect((await page())?.posts).toMatchObject([
		{ kept: true, reactions: [{ kind: 'agree', people: 1, mine: true }] },
		{ replyTo: 1, reactions: [] }
	]);
	expect((await page())?.thread.kept).toEqual([{ number: 1, begins: 'Hier Il faut trois équipes.' }]);
	await world.db.as(world.pilote, (db) => writing.react(db, said, 'agree'));
	expect((await page())?.posts[0]?.reactions).toEqual([]);

	const mine = () => world.db.as(world.elue, (db) => writing.writable(db, space.slug, thread.id, 1));
	const before = await mine();
	if (!before) throw new Error('Its author may change it.');
	const edited = { version: before.version, body: 'Il faut quatre équipes.', mentions: [] };
	expect(await world.db.as(world.elue, (db) => writing.edit(db, before, edited))).toBeNull();
	const now = await mine();
	if (!now) throw new Error('Its author may change it.');
	expect(await world.db.as(world.elue, (db) => writing.edit(db, now, edited))).toEqual({
		conflict: { version: now.version, body: now.body }
	});
	const history = await world.db.as(world.pilote, (db) => posts.history(db, space.slug, thread.id, 1));
	expect(history?.said.map(({ html }) => html)).toEqual([
		expect.stringContaining('quatre'),
		expect.stringContaining('<strong>trois</strong>')
	]);

	await world.db.as(world.pilote, (db) => writing.withdraw(db, said, 'Hors sujet.'));
	expect((await page())?.posts[0]).toMatchObject({ number: 1, html: null, kept: false, reactions: [] });
	expect(await world.db.as(world.pilote, (db) => posts.history(db, space.slug, thread.id, 1))).toBeNull();
	expect(await world.db.owner`select from post_versions where post_id = ${said}`).toHaveLength(0);
});

it('keeps ten files and resources in the order in which they came, and lets go of those that are taken away', async () => {
	const space = await aRoom();
	const thread = await aThread(world, { space: space.id, author: world.elue });
	const files = await Promise.all(
		Array.from({ length: 3 }, (_, n) => aFile(world, { name: `devis-${n}.pdf`, broughtBy: world.elue }))
	);
	const [first = '', second = '', third = ''] = files;
	const resource = await aResource(world);
	const asElue = <T>(work: Parameters<typeof world.db.as<T>>[1]) => world.db.as(world.elue, work);
	const values = { id: newId(), body: 'Les devis.', mentions: [], files: [second, first], resources: [resource.id] };
	await asElue((db) => writing.reply(db, space.slug, thread.id, values));
	const shown = async () =>
		(await asElue((db) => posts.read(db, space.slug, thread.id, { page: 1, quote: null })))?.posts[1];
	expect((await shown())?.files.map(({ id }) => id)).toEqual([second, first]);
	expect((await shown())?.resources).toMatchObject([{ slug: resource.slug, title: resource.title, family: 'report' }]);

	const post = await asElue((db) => writing.writable(db, space.slug, thread.id, 2));
	if (!post) throw new Error('Its author may change it.');
	const before = (await asElue((db) => posts.read(db, space.slug, thread.id, { page: 1, quote: null })))?.thread
		.version;
	await asElue((db) =>
		writing.edit(db, post, {
			version: post.version,
			body: post.body,
			mentions: [],
			files: [first, third],
			resources: []
		})
	);
	expect((await shown())?.files.map(({ id }) => id)).toEqual([third, first]);
	expect((await shown())?.resources).toEqual([]);
	expect((await asElue((db) => attachments.of(db, post.id))).files).toHaveLength(2);
	expect(await world.db.owner`select from files where id = ${second}`).toHaveLength(0);
	const now = (await asElue((db) => posts.read(db, space.slug, thread.id, { page: 1, quote: null })))?.thread.version;
	expect(now).toBeGreaterThan(before ?? 0);
});

it('finds resources by the addresses that were pasted, and says which are nobody’s', async () => {
	const [open, draft] = [await aResource(world), await aResource(world, { status: 'draft', author: world.kayes })];
	const pasted = `https://palabre.example/ressources/${open.slug}?q=eau ${open.slug}\n/ressources/${draft.slug} n’importe`;
	expect(await world.db.as(world.elue, (db) => attachments.resourcesAt(db, pasted))).toEqual({
		ids: [open.id, open.id],
		unknown: [`/ressources/${draft.slug}`, 'n’importe']
	});
});

it('offers whom a word may name, and writes the mention that was chosen', async () => {
	const space = await aSpace(world, {
		members: [
			[world.pilote, 'animateur'],
			[world.kayes, 'membre']
		],
		organisations: [world.organisations.kayes.id]
	});
	const shown = await world.db.as(world.pilote, (db) =>
		posts.preview(db, space.slug, { body: 'Merci @kayes, et a@kayes.org.', mentions: [] })
	);
	expect(shown.choices).toMatchObject([
		{ word: 'kayes', found: [{ kind: 'organisation', id: world.organisations.kayes.id }] }
	]);
	const target = `organisation:${world.organisations.kayes.id}`;
	const chosen = await world.db.as(world.pilote, (db) =>
		posts.preview(db, space.slug, { body: 'Merci @kayes, et a@kayes.org.', mentions: [`${target} kayes`] })
	);
	expect(chosen.body).toBe(`Merci [@Commune de Kayes](${target}), et a@kayes.org.`);
	const outside = await world.db.as(world.nouvelle, (db) =>
		posts.preview(db, space.slug, { body: '@kayes', mentions: [`person:${world.benevole.id} kayes`] })
	);
	expect(outside).toMatchObject({ choices: [], body: '@kayes' });
});

it('leave in a feed from public spaces alone, and without a name where people are masked', async () => {
	const author = await aPerson(world.db, { name: 'Oumou Dembélé-Traoré' });
	const feed = (viewer: Viewer, slug: string) => world.db.as(viewer, (db) => threads.latest(db, slug, 50));
	const readers = [world.visitor, world.nouvelle, world.admin, author];
	const closed = [
		{ visibility: 'espace', sensitivity: [] },
		{ visibility: 'reseau', sensitivity: [] },
		{ visibility: 'public', sensitivity: ['no_index'] }
	] satisfies Partial<Parameters<typeof aSpace>[1]>[];
	for (const reach of closed) {
		const { id, slug } = await aSpace(world, {
			...reach,
			members: [[author, 'membre']]
		});
		await aThread(world, { space: id, author });
		for (const reader of readers) expect(await feed(reader, slug)).toBeNull();
	}
	const { id, slug } = await aSpace(world, { visibility: 'public', sensitivity: ['people'] });
	const { title } = await aThread(world, { space: id, author });
	for (const reader of [world.visitor, world.nouvelle, world.admin]) {
		const told = JSON.stringify(await feed(reader, slug));
		expect(told).toContain(title);
		for (const hidden of [author.name, author.id]) expect(told).not.toContain(hidden);
	}
});
