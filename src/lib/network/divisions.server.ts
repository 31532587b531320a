/**
 * The official places of France, département by département: its region, its intercommunalities and its
 * communes, with their INSEE codes. Facts of the INSEE and of the DGCL, by the package
 * `@etalab/decoupage-administratif` (one version a year), read only when an administrator asks for them.
 */
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Database } from '$lib/platform/database.server';
import { slugOf } from '$lib/platform/slugs';
import { positionsIn } from './positions.server';

interface Named {
	code: string;
	nom: string;
}
interface Department extends Named {
	region: string;
}
interface Commune extends Department {
	type: string;
	departement: string;
}
interface Intercommunality extends Named {
	type: string;
	membres: { code: string }[];
}

const packaged = createRequire(import.meta.url);
const read = async <T>(name: string) =>
	JSON.parse(await fs.readFile(packaged.resolve(`@etalab/decoupage-administratif/data/${name}.json`), 'utf8')) as T[];

/** Few, and shown by each form: kept once they were read. */
const everyDepartment = () => packaged('@etalab/decoupage-administratif/data/departements.json') as Department[];

/** All that can be added, by name. */
export function departments(): { value: string; label: string }[] {
	return everyDepartment()
		.map(({ code, nom }) => ({ value: code, label: `${nom} (${code})` }))
		.sort((a, b) => a.label.localeCompare(b.label, 'fr'));
}

export interface Place {
	name: string;
	kind: 'pays' | 'region' | 'departement' | 'intercommunalite' | 'commune';
	insee: string | null;
	/** Positions in the list: each comes after what it lies in. */
	parent: Place | null;
	/** Where the parent lies in several départements. */
	department: Place | null;
}

/** The places of a département, from the country down; null when there is none of this code. */
export async function placesOf(code: string): Promise<Place[] | null> {
	const department = everyDepartment().find((one) => one.code === code);
	const region = (await read<Named>('regions')).find((one) => one.code === department?.region);
	if (!department || !region) return null;
	const communes = (await read<Commune>('communes')).filter(({ type }) => type === 'commune-actuelle');
	const lies = new Map(communes.map((commune) => [commune.code, commune]));

	const country: Place = { name: 'France', kind: 'pays', insee: null, parent: null, department: null };
	const above: Place = { name: region.nom, kind: 'region', insee: region.code, parent: country, department: null };
	const own: Place = { name: department.nom, kind: 'departement', insee: code, parent: above, department: null };

	const gathered = new Map<string, Place>();
	// In the inner suburbs of Paris, its territories rather than the metropolis that holds them all.
	for (const { nom, type, membres } of [
		...(await read<Intercommunality>('ept')),
		...(await read<Intercommunality>('epci'))
	]) {
		const members = membres.flatMap((member) => lies.get(member.code) ?? []);
		const here = members.filter(({ departement }) => departement === code);
		if (!here.some((member) => !gathered.has(member.code))) continue;
		const parent = members.every(({ departement }) => departement === code)
			? own
			: members.every(({ region }) => region === above.insee)
				? above
				: country;
		const place: Place = { name: fullName(nom, type), kind: 'intercommunalite', insee: null, parent, department: null };
		for (const member of here) if (!gathered.has(member.code)) gathered.set(member.code, place);
	}
	const inside = communes
		.filter(({ departement }) => departement === code)
		.map((commune): Place => {
			const parent = gathered.get(commune.code) ?? own;
			const department = parent === own || parent.parent === own ? null : own;
			return { name: typographic(commune.nom), kind: 'commune', insee: commune.code, parent, department };
		});
	return [country, above, own, ...new Set(gathered.values()), ...inside];
}

const typographic = (name: string) => name.replaceAll("'", '’').slice(0, 120);
const kinds: Record<string, string> = {
	CC: 'Communauté de communes',
	CA: 'Communauté d’agglomération',
	CU: 'Communauté urbaine'
};
const fullName = (name: string, type: string) =>
	typographic(kinds[type] ? name.replace(new RegExp(`^${type} `), `${kinds[type]} `) : name);

/** Names that differ by case, accents, or by what an intercommunality is, are one name. */
const plain = (name: string) => slugOf(name.replace(new RegExp(`^(${Object.values(kinds).join('|')}) `, 'i'), ''));

/** @returns how many were added: those that the network knows already stay as they are. Null: no such département. */
export async function addDepartment(db: Database, department: string): Promise<number | null> {
	const places = await placesOf(department);
	if (!places) return null;
	const known = await db
		.selectFrom('territories')
		.select(['code', 'name', 'kind', 'insee'])
		.where('country', '=', 'FR')
		.execute();
	const codes = new Map(known.map((row) => [key(row), row.code]));
	const taken = new Set((await db.selectFrom('territories').select('code').execute()).map(({ code }) => code));
	const codeOf = new Map<Place, string>();
	const positions = await positionsIn(department);
	const rows = [];
	for (const place of places) {
		const existing = codes.get(key(place)) ?? codes.get(key({ ...place, insee: null }));
		const code = existing ?? freeCode(place, taken);
		codeOf.set(place, code);
		if (existing) continue;
		taken.add(code);
		rows.push({
			code,
			name: place.name,
			kind: place.kind,
			country: 'FR',
			insee: place.insee,
			...(place.kind === 'commune' ? positions.get(slugOf(place.name)) : undefined),
			parent_code: place.parent && (codeOf.get(place.parent) ?? null),
			department_code: place.department && (codeOf.get(place.department) ?? null)
		});
	}
	if (rows.length) await db.insertInto('territories').values(rows).execute();
	return rows.length;
}

const key = ({ kind, insee, name }: { kind: string; insee: string | null; name: string }) =>
	`${kind} ${insee ?? plain(name)}`;

function freeCode({ name, insee, kind }: Place, taken: ReadonlySet<string>): string {
	const slug = slugOf(name);
	if (!taken.has(slug)) return slug;
	return slugOf(`${name.slice(0, 60)} ${insee ?? kind}`);
}
