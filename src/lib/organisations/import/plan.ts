/** What each line would do: new, changed and how, like another, identical, or rejected and why. */
import { cleanText } from '$lib/platform/forms.server';
import { slugOf } from '$lib/platform/slugs';
import { pages } from '../organisation';
import type { Facts, KnownFacts, PlannedLine, Problem, Twinning } from './import';
import type { JudgedLine } from './line';
import { key } from './terms.server';

/** What the database knows of the organisation that a line names. */
export interface Match {
	line: number;
	ids: string[];
	facts: KnownFacts | null;
	alike: PlannedLine['alike'];
	bad_siren: boolean;
}

export function planLines(
	lines: readonly JudgedLine[],
	matches: ReadonlyMap<number, Match>,
	newId: () => string
): PlannedLine[] {
	/** Which line spoke first of an organisation, or of a new name in a place. */
	const spoken = new Map<string, number>();
	return lines.map((judged) => {
		const planned = planLine(judged, matches.get(judged.line), newId);
		for (const said of planned.outcome === 'rejected' ? [] : identitiesOf(judged, planned)) {
			const before = spoken.get(said);
			if (before !== undefined)
				return rejected(judged, [{ column: 'name', problem: 'import_problem_twice', value: String(before) }]);
			spoken.set(said, judged.line);
		}
		return planned;
	});
}

function identitiesOf({ facts }: JudgedLine, planned: PlannedLine): string[] {
	return [
		planned.was ? `id ${planned.organisation_id}` : `name ${facts.name?.toLowerCase()} ${facts.territory_code ?? ''}`,
		...(facts.rna ? [`rna ${facts.rna}`] : []),
		...(facts.siren ? [`siren ${facts.siren}`] : [])
	];
}

const rejected = ({ line, facts }: JudgedLine, problems: Problem[]): PlannedLine => ({
	line,
	outcome: 'rejected',
	name: facts.name ?? '',
	organisation_id: null,
	values: {},
	was: null,
	problems,
	alike: []
});

function planLine(judged: JudgedLine, match: Match | undefined, newId: () => string): PlannedLine {
	const { line, facts, slug, selfDeclared } = judged;
	const problems = [...judged.problems];
	if (match?.bad_siren) problems.push({ column: 'siren', problem: 'import_problem_siren', value: facts.siren ?? '' });
	if (slug && match?.ids.length === 0)
		problems.push({ column: 'address', problem: 'import_problem_address', value: slug });
	if (match?.facts?.status === 'withdrawn') problems.push({ column: 'name', problem: 'import_problem_withdrawn' });
	const known = match?.facts ?? null;
	if (selfDeclared && known?.kind_code !== facts.kind_code)
		problems.push({ column: 'kind', problem: 'import_problem_self_declared' });
	if (!known && !slug && !facts.kind_code && !problems.some(({ column }) => column === 'kind'))
		problems.push({ column: 'kind', problem: 'import_problem_kind_missing' });
	if ((match?.ids.length ?? 0) > 1) problems.push({ column: 'name', problem: 'import_problem_several' });
	if (problems.length) return rejected(judged, problems);
	const common = { line, name: facts.name ?? '', problems: [], alike: match?.alike ?? [] };
	if (known) {
		const values = differences(facts, known);
		const outcome = Object.keys(values).length ? 'changed' : 'identical';
		return { ...common, outcome, organisation_id: match?.ids[0] ?? null, values, was: known, alike: [] };
	}
	const values = { ...facts, slug: slugOf(facts.name ?? '', pages) };
	return { ...common, outcome: common.alike.length ? 'similar' : 'new', organisation_id: newId(), values, was: null };
}

/** What the line says otherwise; an empty cell says nothing. */
export function differences(facts: Partial<Facts>, known: KnownFacts): Partial<Facts> {
	const changes: Partial<Facts> = {};
	for (const column of ['name', 'acronym', 'kind_code', 'rna', 'siren', 'summary', 'website'] as const) {
		const said = facts[column];
		// A line end in a sheet is a space in a cell.
		if (said && said !== known[column]?.replace(/\s+/g, ' ').trim()) Object.assign(changes, { [column]: said });
	}
	for (const column of ['description', 'offers', 'needs'] as const)
		if (facts[column] && facts[column] !== cleanText(known[column] ?? '')) changes[column] = facts[column];
	// The region around a masked place is what our own spreadsheet says of it: it is no move.
	if (facts.territory_code && ![known.territory_code, known.shown_territory].includes(facts.territory_code))
		changes.territory_code = facts.territory_code;
	for (const column of ['themes', 'countries', 'audiences', 'languages'] as const) {
		const said = facts[column];
		if (said && said.join() !== known[column].toSorted().join()) changes[column] = said;
	}
	const networks = facts.networks?.filter((slug) => !known.networks.includes(slug)) ?? [];
	if (networks.length) changes.networks = networks;
	const twinnings = facts.twinnings?.flatMap((said) => added(said, known.twinnings)) ?? [];
	if (twinnings.length) changes.twinnings = twinnings;
	const names = facts.names?.filter((name) => !known.names.includes(name)) ?? [];
	if (names.length) changes.names = names;
	return changes;
}

/** A twin that is not known, or more about one that is; what a line leaves out of it stays. */
function added(said: Twinning, known: readonly Twinning[]): Twinning[] {
	const parts = ['country', 'on', 'language'] as const;
	const same = known.filter(({ town }) => key(town) === key(said.town));
	if (same.some((one) => parts.every((part) => said[part] === null || said[part] === one[part]))) return [];
	const one = same[0];
	return [{ ...said, ...Object.fromEntries(parts.map((part) => [part, said[part] ?? one?.[part] ?? null])) }];
}
