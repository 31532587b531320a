import { expect, it } from 'vitest';
import { theWorld } from '../support/world';

/** `domain.md` IN-18: no field for the origin or the religion of persons, now or in a later migration. */
const world = await theWorld();

it('is in no column', async () => {
	const columns = await world.db.owner<{ name: string }[]>`
		select c.table_name || '.' || c.column_name as name from information_schema.columns c
		where c.table_schema in ('public', 'private')
			and c.column_name ~* '(^|_)(origins?|ethni[a-z]*|race|religions?|belief|confession|nationality|birth[a-z]*|skin|migrant)(_|$)'`;
	expect(columns.map(({ name }) => name)).toEqual([]);
});
