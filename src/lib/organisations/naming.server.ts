/** Other sheets that a sheet names: its whole, its networks, those whose place it took. */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import * as m from '$lib/paraglide/messages';
import type { SheetValues } from './schema';

export interface Named {
	parent: string | null;
	networks: string[];
	successions: { id: string; on: string | undefined; isNew: boolean }[];
}
interface Found {
	wanted: string;
	id: string;
	writes: boolean;
}

/**
 * Names become sheets, among those that the viewer reads. Two links are also said on the other sheet:
 * adding one asks for the right to write both, and what was there stays.
 */
export async function named(
	db: Database,
	values: SheetValues,
	current: SheetValues & { status: string }
): Promise<Named | { problems: Record<string, string> }> {
	const found = await lookUp(db, values);
	const problems: Record<string, string> = {};
	const sheetOf = (field: string, name: string, asks: 'writing' | 'reading'): string => {
		const sheet = found.get(name);
		if (!sheet) problems[field] ??= m.organisation_problem_unknown({ name });
		else if (sheet.id === values.id) problems[field] ??= m.organisation_problem_itself();
		else if (asks === 'writing' && !sheet.writes) problems[field] ??= m.organisation_problem_other({ name });
		return sheet?.id ?? '';
	};
	const published = current.status !== 'draft' && current.status !== 'proposed';
	const parent = values.parent
		? sheetOf('parent', values.parent, published && values.parent !== current.parent ? 'writing' : 'reading')
		: null;
	const networks = values.networks.map((name) => sheetOf('networks', name, 'reading'));
	const successions = values.successions.map(({ name, on }) => {
		const isNew = !current.successions.some((one) => one.name === name && one.on === on);
		return { id: sheetOf('successions', name, isNew ? 'writing' : 'reading'), on, isNew };
	});
	return Object.keys(problems).length ? { problems } : { parent, networks, successions };
}

async function lookUp(db: Database, values: SheetValues): Promise<Map<string, Found>> {
	const wanted = [values.parent ?? [], values.networks, values.successions.map(({ name }) => name)].flat();
	if (!wanted.length) return new Map();
	// Of two that bear the same name, the one that is in the directory, then the one that was there first.
	const { rows } = await sql<Found>`
		select distinct on (w.name) w.name as wanted, o.id, private.writes_organisation(o.id) as writes
		from unnest(${wanted}::text[]) as w (name)
		join organisations o on private.fold(o.name) = private.fold(w.name) or private.fold(o.acronym) = private.fold(w.name)
		order by w.name, o.status <> 'published', o.id`.execute(db);
	return new Map(rows.map((row) => [row.wanted, row]));
}
