/** Discussions: numbers without gaps whoever speaks at once, what is sent twice is one, pages and lists. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import * as posts from '../../src/lib/threads/posts.server';
import * as threads from '../../src/lib/threads/threads.server';
import { aSpace, aThread } from '../support/factories';
import { theWorld } from '../support/world';

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
	const values = { id: newId(), post: newId(), title: 'Qui vient ?', body: 'Dites-le ici.' };
	for (const time of [1, 2, 3])
		expect(await world.db.as(world.elue, (db) => threads.open(db, space.slug, values, 'fr')), `${time}`).toBe(true);
	expect(await world.db.owner`select count(*)::int as n from posts where thread_id = ${values.id}`).toMatchObject([
		{ n: 1 }
	]);
	await expect(
		world.db.as(world.elue, (db) =>
			sql`insert into threads (id, space_id, title) values (${newId()}, ${space.id}, 'Sans rien dire')`.execute(db)
		)
	).rejects.toMatchObject({ code: 'PT409' });
});

it('numbers what is said at once without gaps, and keeps once what is sent twice', async () => {
	const space = await aRoom();
	const thread = await aThread(world, { space: space.id, author: world.elue });
	const ids = Array.from({ length: 12 }, () => newId());
	const numbers = await Promise.all(
		[...ids, ...ids].map((id, n) =>
			world.db.as(n % 2 ? world.pilote : world.elue, (db) =>
				posts.reply(db, space.slug, thread.id, { id, body: `Message ${id}` })
			)
		)
	);
	expect([...new Set(numbers)].sort((a, b) => Number(a) - Number(b))).toEqual(ids.map((_, n) => n + 2));
	const found = await world.db.as(world.elue, (db) => posts.read(db, space.slug, thread.id, 1));
	expect(found?.posts.map(({ number }) => number)).toEqual([1, ...ids.map((_, n) => n + 2)]);
	expect(found?.thread.lastNumber).toBe(13);
});

it('shows fifty posts a page, each always on the same one', async () => {
	const space = await aRoom();
	const thread = await aThread(world, { space: space.id, said: Array.from({ length: 103 }, () => ({})) });
	const page = (n: number) => world.db.as(world.elue, (db) => posts.read(db, space.slug, thread.id, n));
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
		(await world.db.as(world[who], (db) => posts.read(db, space.slug, thread.id, 1)))?.posts[0]?.html;
	expect(await html('elue')).toContain(`href="/annuaire/personnes/${world.kayes.id}">@${world.kayes.name}</a>`);
	expect(await html('visitor')).toContain('<span class="at">@Une référente</span>');
	expect(await html('visitor')).toContain(`href="/annuaire/kayes">@${world.organisations.kayes.name}</a>`);
});
