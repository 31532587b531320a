/**
 * The rights matrix: each table × each of the cast × each verb, from what the model promises, driven
 * by the database's own catalogue: a table or a verb that nobody thought of fails here.
 */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { adding, attempt, changing, eachPlays, expected, reading, removing, type TableRights } from '../support/rights';
import { everybody, theWorld, type Who } from '../support/world';
import { chatRights } from './matrix/chat';
import { eventRights } from './matrix/events';
import { documentRights } from './matrix/documents';
import { invitationRights } from './matrix/invitations';
import { networkRights } from './matrix/network';
import { notificationRights } from './matrix/notifications';
import { importRights } from './matrix/organisation-imports';
import { organisationRights } from './matrix/organisations';
import { peopleRights } from './matrix/people';
import { partRights } from './matrix/resource-parts';
import { resourceRights } from './matrix/resources';
import { spaceRights } from './matrix/spaces';
import { threadRights } from './matrix/threads';
import { vocabularyRights } from './matrix/vocabularies';

type Verb = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
interface Granted {
	table: string;
	role: 'anon' | 'authenticated';
	verb: Verb;
	columns: string[];
	/** On the table, rather than on listed columns. */
	whole: boolean;
}

// Before the tests are named: there is one group of them per table of the catalogue.
const world = await theWorld();

const rights = [
	...(await peopleRights(world)),
	...vocabularyRights(),
	...(await organisationRights(world)),
	...(await importRights(world)),
	...(await spaceRights(world)),
	...(await threadRights(world)),
	...(await resourceRights(world)),
	...(await partRights(world)),
	...(await eventRights(world)),
	...(await documentRights(world)),
	...(await networkRights(world)),
	...(await invitationRights(world)),
	...(await chatRights(world)),
	...(await notificationRights(world))
];
const matrix = new Map(rights.map((row) => [row.table, row]));
const catalogue = await world.db.owner<{ name: string }[]>`
	select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
	where c.relkind in ('r', 'p', 'v', 'm', 'f') and (n.nspname = 'public' or n.nspname || '.' || c.relname in ('storage.objects', 'storage.buckets'))
	order by 1`;
const tables = catalogue.map(({ name }) => name);
const grants = await world.db.owner<Granted[]>`
	select n.nspname || '.' || c.relname as table, role, verb, has_table_privilege(role, c.oid, verb) as whole,
		array(
			select a.attname::text from pg_attribute a
			where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
				and case when verb <> 'DELETE' then has_column_privilege(role, c.oid, a.attnum, verb) end
		) as columns
	from pg_class c join pg_namespace n on n.oid = c.relnamespace,
		unnest(array['anon', 'authenticated']) role, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) verb
	where n.nspname || '.' || c.relname = any (${tables})
		and case when verb = 'DELETE' then has_table_privilege(role, c.oid, verb) else has_any_column_privilege(role, c.oid, verb) end`;

const roleOf = (who: Who) => (who === 'visitor' ? 'anon' : 'authenticated');
const grant = (table: string, who: Who, verb: Verb) =>
	grants.find((g) => g.table === table && g.role === roleOf(who) && g.verb === verb);

/** Without the privilege one is refused; with it, what row-level security hides is not there. */
const unless =
	(table: string, verb: Verb, columns: string[] = []) =>
	(who: Who) => {
		const granted = grant(table, who, verb);
		return granted && columns.every((column) => granted.columns.includes(column))
			? ('untouched' as const)
			: ('refused' as const);
	};

describe('the catalogue and the matrix', () => {
	it('name the same tables', () => {
		expect([...matrix.keys()].sort()).toEqual([...tables].sort());
	});

	it('have samples for each verb that is granted, and for no other', () => {
		const verbs = (table: string) => [...new Set(grants.filter((g) => g.table === table).map((g) => g.verb))].sort();
		const tried = ({ samples, add }: TableRights): Verb[] => [
			...(samples.some(({ remove }) => remove) ? (['DELETE'] as const) : []),
			...(add?.length ? (['INSERT'] as const) : []),
			...(samples.length ? (['SELECT'] as const) : []),
			...(samples.some(({ change }) => change) ? (['UPDATE'] as const) : [])
		];
		expect(Object.fromEntries(tables.map((table) => [table, tried(rightsOf(table))]))).toEqual(
			Object.fromEntries(tables.map((table) => [table, verbs(table)]))
		);
	});

	it('agree on the columns that may be written', () => {
		for (const { table, columns } of matrix.values()) {
			for (const who of ['visitor', 'nouvelle'] as const) {
				for (const [verb, listed] of [
					['INSERT', columns?.add],
					['UPDATE', columns?.change]
				] as const) {
					const granted = grant(table, who, verb);
					if (granted)
						expect(granted.whole ? undefined : granted.columns.toSorted(), `${verb} ${table}`).toEqual(
							listed?.toSorted()
						);
				}
			}
		}
	});
});

/** A failure is a list of sentences: what, who, what they met and should have met. */
async function play(
	tries: { what: string; statement: ReturnType<typeof reading>; met: Record<Who, string> }[]
): Promise<void> {
	const outcomes = await eachPlays(world, async (db) => {
		const met: string[] = [];
		for (const { statement } of tries) met.push(await attempt(db, statement));
		return met;
	});
	const surprises = tries.flatMap(({ what, met }, n) =>
		everybody
			.filter((who) => outcomes[who][n] !== met[who])
			.map((who) => `${what}: ${who} met « ${outcomes[who][n]} », not « ${met[who]} »`)
	);
	expect(surprises).toEqual([]);
}

/** A table without rows in the matrix has none to try: the first test says so. */
const rightsOf = (table: string) => matrix.get(table) ?? { table, samples: [] };

describe.each(tables)('%s', (table) => {
	it('is read by those who may', async () => {
		const outcome = (read: readonly Who[]) => expected(read, unless(table, 'SELECT'));
		await play(
			rightsOf(table).samples.map(({ what, key, read }) => ({
				what,
				statement: reading(table, key),
				met: outcome(read)
			}))
		);
	});

	it('is added to by those who may', async () => {
		const { add } = rightsOf(table);
		const generic = {
			what: 'anything',
			statement: sql`insert into ${sql.table(table)} default values`,
			met: expected([], 'refused')
		};
		const tries = (add ?? []).map(({ what, values, by, rule }) => ({
			what,
			statement: adding(table, values),
			met: expected(by, 'refused', { rule })
		}));
		await play(add ? tries : [generic]);
	});

	it('is changed by those who may', async () => {
		const changes = rightsOf(table).samples.flatMap(({ what: row, key, change }) =>
			(change ?? []).map(({ what, set, by, refused, rule }) => ({
				what: `${row}, ${what}`,
				statement: changing(table, key, set),
				met: expected(by, unless(table, 'UPDATE', Object.keys(set)), { refused, rule })
			}))
		);
		const [column] = await world.db.owner<{ name: string }[]>`select attname as name from pg_attribute 
			where attrelid = ${table}::regclass and attnum > 0 and attidentity = '' and attgenerated = '' limit 1`;
		const self = sql.ref(column?.name ?? '');
		const generic = {
			what: 'anything',
			statement: sql`update ${sql.table(table)} set ${self} = ${self}`,
			met: expected([], 'refused')
		};
		await play(changes.length ? changes : [generic]);
	});

	it('is taken from by those who may', async () => {
		const removals = rightsOf(table).samples.flatMap(({ what, key, remove }) =>
			remove ? [{ what, statement: removing(table, key), met: expected(remove, unless(table, 'DELETE')) }] : []
		);
		const generic = { what: 'anything', statement: sql`delete from ${sql.table(table)}`, met: expected([], 'refused') };
		await play(removals.length ? removals : [generic]);
	});
});
