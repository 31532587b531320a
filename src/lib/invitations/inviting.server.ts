/** From what was typed or read in a spreadsheet to invitations, line by line: one bad line stops no other. */
import type { Database } from '$lib/platform/database.server';
import { cleanText, say } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import type { Body, Invited, Outcome, Seat } from './invitation';
import { invite, organisationsNamed } from './invitations.server';
import { rolesFor } from './roles';
import { cellsSchema, type Cells, type OneValues } from './schema';
import type { SheetLine } from './spreadsheet';

type Settings = { language: 'fr' | 'en'; word?: string | undefined };

/** What became of a line. */
export interface Reported {
	line: number;
	/** As it was given, even when it is none. */
	address: string;
	outcome: Outcome | 'invalid' | 'twice';
	/** Why it is invalid. */
	problem?: string;
}

/** @returns what became of it, or which field is wrong. */
export async function inviteOne(
	db: Database,
	body: Body,
	{ id, seat, ...values }: OneValues
): Promise<{ outcome: Outcome } | { problems: Record<string, string> }> {
	const invited = toInvited(body, values, new Map(), id, values);
	if ('problem' in invited) return { problems: { [invited.field]: say(invited.problem) } };
	const [outcome = 'refused'] = await invite(db, [
		body.kind === 'space' && seat ? { ...invited, seatId: seat } : invited
	]);
	return { outcome };
}

export async function inviteMany(
	db: Database,
	body: Body,
	lines: readonly SheetLine[],
	settings: Settings
): Promise<Reported[]> {
	const read = lines.map(({ line, cells }) => ({
		line,
		address: cells.email ?? '',
		parsed: cellsSchema.safeParse(
			Object.fromEntries(Object.entries(cells).map(([column, cell]) => [column, cleanText(cell)]))
		)
	}));
	const named = await organisationsOf(
		db,
		body,
		read.flatMap(({ parsed }) => parsed.data?.organisation ?? [])
	);
	const seen = new Set<string>();
	const judged = read.map(({ line, address, parsed }): { report: Reported; invited?: Invited } => {
		const invalid = (key: string) => ({ report: { line, address, outcome: 'invalid' as const, problem: say(key) } });
		if (!parsed.success) return invalid(parsed.error.issues[0]?.message ?? '');
		const invited = toInvited(body, parsed.data, named, newId(), settings);
		if ('problem' in invited) return invalid(invited.problem);
		const key = [invited.email, invited.organisationId, invited.spaceId].join(' ');
		if (seen.has(key)) return { report: { line, address, outcome: 'twice' } };
		seen.add(key);
		return { report: { line, address, outcome: 'invited' }, invited };
	});
	const outcomes = await invite(
		db,
		judged.flatMap(({ invited }) => invited ?? [])
	);
	let next = 0;
	return judged.map(({ report, invited }) =>
		invited ? { ...report, outcome: outcomes[next++] ?? 'refused' } : report
	);
}

/** On the page of an organisation, a list names no other; on that of a space, only those that it gathers. */
async function organisationsOf(db: Database, body: Body, names: readonly string[]): Promise<Map<string, Seat[]>> {
	const found = await organisationsNamed(db, names);
	if (body.kind === 'network') return found;
	const here = new Set(body.kind === 'organisation' ? [body.id] : body.seats.map(({ id }) => id));
	return new Map([...found].map(([name, list]) => [name, list.filter(({ id }) => here.has(id))]));
}

type Refusal = { problem: string; field: string };

function toInvited(
	body: Body,
	cells: Cells,
	named: Map<string, Seat[]>,
	id: string,
	{ language, word }: Settings
): Invited | Refusal {
	const organisations = cells.organisation ? (named.get(cells.organisation) ?? []) : [];
	if (cells.organisation && organisations.length !== 1) {
		const problem = organisations.length ? 'invitation_problem_several' : 'invitation_problem_none';
		return { problem, field: 'organisation' };
	}
	const organisation = organisations[0]?.id;
	const kind = body.kind === 'network' && organisation ? 'organisation' : body.kind;
	const roles = rolesFor(kind, cells.role);
	if (!roles) return { problem: 'invitation_problem_role', field: 'role' };
	const common = { id, email: cells.email, name: cells.name, language, word: cells.word ?? word, ...roles };
	if (body.kind === 'space') return { ...common, spaceId: body.id, seatId: organisation };
	return kind === 'organisation'
		? { ...common, organisationId: body.kind === 'organisation' ? body.id : organisation }
		: common;
}
