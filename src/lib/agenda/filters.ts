/** What the agenda is narrowed by, kept in the address (`contract.md` § Addresses). */
import { dayAfter, isDay } from './when';

export interface Filters {
	/** `2026-11`; null: what is to come. */
	month: string | null;
	/** Days, both included. */
	from: string | null;
	to: string | null;
	territory: string | null;
	audience: string | null;
	theme: string | null;
	kind: string | null;
	/** Slug of a space. */
	space: string | null;
	/** Slug of a temps fort. */
	campaign: string | null;
	online: boolean;
	/** The last line of the page before: `<local time>_<id>`. */
	after: { starts: string; id: string } | null;
}

const names = {
	territory: 'territoire',
	audience: 'public',
	theme: 'theme',
	kind: 'type',
	space: 'espace',
	campaign: 'temps-fort'
} as const;

export const isMonth = (text: string) => /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text);

export function readFilters(url: URL): Filters {
	const given = (name: string) => url.searchParams.get(name) ?? '';
	const code = (name: string) => (/^[a-z0-9][a-z0-9-]{0,79}$/.test(given(name)) ? given(name) : null);
	const day = (name: string) => (isDay(given(name)) ? given(name) : null);
	const [, starts, id] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})_([0-9a-f-]{36})$/.exec(given('apres')) ?? [];
	return {
		month: isMonth(given('mois')) ? given('mois') : null,
		from: day('du'),
		to: day('au'),
		territory: code(names.territory),
		audience: code(names.audience),
		theme: code(names.theme),
		kind: code(names.kind),
		space: code(names.space),
		campaign: code(names.campaign),
		online: given('distance') === '1',
		after: starts && id ? { starts, id } : null
	};
}

/** The address of an agenda; what has its usual value is left out. */
export function addressOf(path: string, filters: Filters): string {
	const params = new URLSearchParams();
	if (filters.month) params.set('mois', filters.month);
	if (filters.from) params.set('du', filters.from);
	if (filters.to) params.set('au', filters.to);
	for (const name of Object.keys(names) as (keyof typeof names)[]) {
		const code = filters[name];
		if (code) params.set(names[name], code);
	}
	if (filters.online) params.set('distance', '1');
	if (filters.after) params.set('apres', `${filters.after.starts}_${filters.after.id}`);
	const query = params.toString();
	return query ? `${path}?${query}` : path;
}

export function isFiltered(filters: Filters): boolean {
	return filters.online || Object.keys(names).some((name) => filters[name as keyof typeof names] !== null);
}

/** The local times between which the list looks. @param today the day that it is where the network is. */
export function period(filters: Filters, today: string): { from: string; until: string | null } {
	if (filters.from || filters.to)
		return {
			from: `${filters.from ?? '1000-01-01'}T00:00`,
			until: filters.to ? `${dayAfter(filters.to)}T00:00` : null
		};
	if (filters.month) return { from: `${filters.month}-01T00:00`, until: `${monthAfter(filters.month)}-01T00:00` };
	return { from: `${today}T00:00`, until: null };
}

/** @param count months later, or before when it is negative. */
export function monthAfter(month: string, count = 1): string {
	const [year = 0, number = 1] = month.split('-').map(Number);
	const at = new Date(Date.UTC(year, number - 1 + count, 1));
	return at.toISOString().slice(0, 7);
}

/** The weeks of a month, from Monday to Sunday, with the days of others that complete them. */
export function weeksOf(month: string): string[][] {
	const first = `${month}-01`;
	const weekday = (new Date(`${first}T00:00Z`).getUTCDay() + 6) % 7;
	const weeks: string[][] = [];
	const next = `${monthAfter(month)}-01`;
	for (let monday = dayAfter(first, -weekday); monday < next; monday = dayAfter(monday, 7))
		weeks.push(Array.from({ length: 7 }, (_, n) => dayAfter(monday, n)));
	return weeks;
}
