/** Reading a spreadsheet of organisations, what it would do, and doing it. For those who facilitate the network. */
import { sql } from 'kysely';
import { asService, type Database } from '$lib/platform/database.server';
import { newId } from '$lib/platform/ids';
import type { Locale } from '$lib/platform/numbers';
import type { Outcome, PlannedLine, Problem } from './import';
import { judge } from './line';
import { planLines, type Match } from './plan';
import { problemSentence } from './problems.server';
import { readSpreadsheet, type FileProblem } from './reading.server';
import { pieces, readTerms } from './terms.server';

/** Keeps what a file would do. Three statements, whatever its length. */
export async function prepare(db: Database, id: string, file: File): Promise<FileProblem | null> {
	const read = readSpreadsheet(new Uint8Array(await file.arrayBuffer()));
	if (read.problem !== undefined) return read;
	const places = [...new Set(read.lines.flatMap(({ cells }) => cells.place ?? cells.territory ?? []))];
	const networks = [
		...new Set(read.lines.flatMap(({ cells: { networks: cell } }) => (cell ? [cell, ...pieces(cell)] : [])))
	];
	const terms = await readTerms(db, { places, networks });
	const judged = read.lines.map((line) => judge(line, terms));
	const asked = judged.map(({ line, slug, facts }) => ({ line, slug, ...facts }));
	const matches = await sql<Match>`select * from private.match_organisations(${JSON.stringify(asked)}::jsonb)`.execute(
		db
	);
	const lines = planLines(judged, new Map(matches.rows.map((match) => [match.line, match])), newId);
	await sql`select private.keep_organisation_import(${id}::uuid, ${file.name.slice(0, 200) || 'annuaire.csv'}, ${read.ignored}::text[], ${JSON.stringify(lines)}::jsonb)`.execute(
		db
	);
	return null;
}

export interface KeptImport {
	id: string;
	fileName: string;
	ignored: string[];
	createdAt: Date;
	appliedAt: Date | null;
	/** Too old to be applied. */
	expired: boolean;
	counts: Partial<Record<Outcome, number>>;
	/** Lookalikes that are added all the same. */
	kept: number;
}

/** Those of the viewer, the last first. */
export async function mine(db: Database, id: string | null = null): Promise<KeptImport[]> {
	const { rows } = await sql<KeptImport>`
		select i.id, i.file_name as "fileName", i.ignored, i.created_at as "createdAt", i.applied_at as "appliedAt",
			i.created_at < now() - interval '24 hours' as expired,
			coalesce((select jsonb_object_agg(outcome, n) from (
				select outcome, count(*) as n from organisation_import_rows r where r.import_id = i.id group by outcome
			) c), '{}') as counts,
			(select count(*)::int from organisation_import_rows r where r.import_id = i.id and r.keep) as kept
		from organisation_imports i where ${id}::uuid is null or i.id = ${id}::uuid
		order by i.created_at desc limit 20`.execute(db);
	return rows;
}

export type KeptLine = Omit<PlannedLine, 'organisation_id' | 'problems'> & {
	keep: boolean;
	/** In words. */
	problems: string[];
};
export const pageSize = 50;

/** The lines of one outcome, after one of them. */
export async function linesOf(db: Database, id: string, outcome: Outcome, after: number): Promise<KeptLine[]> {
	const { rows } = await sql<Omit<KeptLine, 'problems'> & { problems: Problem[] }>`
		select line, outcome, name, "values", was, problems, alike, keep from organisation_import_rows
		where import_id = ${id}::uuid and outcome = ${outcome} and line > ${after} order by line limit ${pageSize + 1}`.execute(
		db
	);
	return rows.map((line) => ({ ...line, problems: line.problems.map(problemSentence) }));
}

/** « C’est une autre », or not. */
export async function keep(db: Database, id: string, line: number, kept: boolean): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('organisation_import_rows')
		.set({ keep: kept })
		.where('import_id', '=', id)
		.where('line', '=', line)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/** @returns how many organisations were written: all that was shown, in this transaction. */
export async function apply(db: Database, id: string): Promise<number> {
	const { rows } = await sql<{
		written: number;
	}>`select private.apply_organisation_import(${id}::uuid) as written`.execute(db);
	return rows[0]?.written ?? 0;
}

/** The job that runs every hour: a dry run lasts a day. */
export async function forgetImports(): Promise<void> {
	await asService((db) => forgetOld(db));
}

export async function forgetOld(db: Database): Promise<void> {
	await sql`delete from organisation_imports where created_at < now() - interval '24 hours'`.execute(db);
}

/** The names of the codes that these lines hold: what a person reads. */
export async function namesOf(
	db: Database,
	lines: readonly KeptLine[],
	locale: Locale
): Promise<Record<string, string>> {
	const codes = lines
		.flatMap(({ values, was }) => [values, was ?? {}])
		.flatMap((facts) => [
			facts.kind_code,
			facts.territory_code,
			...(facts.themes ?? []),
			...(facts.audiences ?? []),
			...(facts.networks ?? [])
		])
		.filter((code) => typeof code === 'string');
	const label = sql.ref(`label_${locale}`);
	const { rows } = await sql<{ code: string; name: string }>`
		select 'kind ' || code as code, ${label} as name from organisation_kinds where code = any (${codes}::text[])
		union all select 'place ' || code, name from territories where code = any (${codes}::text[])
		union all select 'theme ' || code, ${label} from themes where code = any (${codes}::text[])
		union all select 'audience ' || code, ${label} from audiences where code = any (${codes}::text[])
		union all select 'network ' || slug, name from organisations where slug = any (${codes}::text[])`.execute(db);
	return Object.fromEntries(rows.map(({ code, name }) => [code, name]));
}
