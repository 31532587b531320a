/** The spreadsheet of the catalogue holds every line, page after page. */
import { expect, it } from 'vitest';
import * as listing from '../../src/lib/resources/listing.server';
import { aResource } from '../support/factories';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;

it('loses none of those that were published at the same instant', async () => {
	const made: string[] = [];
	for (const n of [1, 2, 3, 4, 5]) made.push((await aResource(world, { title: `Publiée ensemble ${n}` })).id);
	await db.owner.begin(async (sql) => {
		// The instant of a publication is the database’s to say.
		await sql`set local session_replication_role = replica`;
		await sql`update resources set published_at = '2026-05-04 10:11:12.345678+00' where id = any (${made})`;
	});
	const read: string[] = [];
	let after: { at: string; id: string } | null = null;
	for (;;) {
		const page: listing.ListedResource[] = await db.as(world.visitor, (viewers) =>
			listing.pageOfAll(viewers, 'fr', 2, after)
		);
		read.push(...page.map(({ id }) => id));
		const last = page.at(-1);
		if (!last) break;
		after = { at: last.cursorAt, id: last.id };
	}
	expect(read.toSorted()).toEqual(made.toSorted());
});
