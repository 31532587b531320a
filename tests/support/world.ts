/**
 * The cast of the tests: the roles of `model.md` § People, each played by somebody with a name, with
 * an account and an open session. Nobody changes rows of the cast: what a test changes, it makes.
 */
import { afterAll } from 'vitest';
import { newId } from '../../src/lib/platform/ids';
import type { Claims } from '../../src/lib/platform/database.server';
import { testDatabase, type TestDatabase, type Viewer } from './database';

export interface Person extends Viewer {
	id: string;
	name: string;
	claims: Claims;
}
export interface Body {
	id: string;
	slug: string;
	name: string;
}

export type Organisation = 'cresi' | 'bondoufle' | 'lurcat' | 'kayes';
export type Space = 'comite' | 'plateforme' | 'jumelages';

type NetworkRole = 'admin' | 'animateur' | 'documentaliste' | 'membre';
interface Part {
	says: string;
	networkRole?: NetworkRole;
	organisation?: [Organisation, 'referent' | 'contributeur'];
	visibility?: 'public' | 'reseau' | 'prive';
	/** Their role in the space that only its members read. */
	comite?: 'animateur' | 'decideur' | 'technique' | 'membre' | 'observateur';
}

const parts = {
	admin: { says: 'Administre le réseau', networkRole: 'admin' },
	animatrice: { says: 'Anime le réseau', networkRole: 'animateur' },
	cresi: {
		says: 'Documentaliste, référente du CRESI',
		networkRole: 'documentaliste',
		organisation: ['cresi', 'referent']
	},
	bondoufle: { says: 'Référente du comité de jumelage', organisation: ['bondoufle', 'referent'] },
	lurcat: { says: 'Contribue pour le collège', organisation: ['lurcat', 'contributeur'] },
	proviseure: { says: 'Référente du collège', organisation: ['lurcat', 'referent'] },
	kayes: { says: 'Référente de la commune partenaire', organisation: ['kayes', 'referent'] },
	nouvelle: { says: 'Membre sans organisation' },
	pilote: { says: 'Anime le comité', comite: 'animateur' },
	elue: { says: 'Siège au comité avec voix', comite: 'decideur' },
	agente: { says: 'Siège au comité, technique', comite: 'technique' },
	benevole: { says: 'Membre du comité, que personne ne voit', comite: 'membre', visibility: 'prive' },
	observatrice: { says: 'Observe le comité', comite: 'observateur' }
} as const satisfies Record<string, Part>;

export type Name = keyof typeof parts;
export const persons = Object.keys(parts) as Name[];
/** Everybody who may ask: also a visitor, and an account that never proved its address and so is nobody. */
export type Who = Name | 'visitor' | 'unverified';
export const everybody: readonly Who[] = ['visitor', 'unverified', ...persons];

export type Cast = Record<Name, Person>;

export interface World extends Cast {
	db: TestDatabase;
	visitor: Viewer;
	unverified: Viewer & { claims: Claims };
	organisations: Record<Organisation, Body>;
	spaces: Record<Space, Body>;
}

/** Places, each in its parent: [code, name, kind, country, parent]. */
const territories = [
	['france', 'France', 'pays', 'FR', null],
	['ile-de-france', 'Île-de-France', 'region', 'FR', 'france'],
	['essonne', 'Essonne', 'departement', 'FR', 'ile-de-france'],
	['grand-paris-sud', 'Grand Paris Sud', 'intercommunalite', 'FR', 'essonne'],
	['bondoufle', 'Bondoufle', 'commune', 'FR', 'grand-paris-sud'],
	['evry-courcouronnes', 'Évry-Courcouronnes', 'commune', 'FR', 'grand-paris-sud'],
	['mali', 'Mali', 'pays', 'ML', null],
	['region-de-kayes', 'Région de Kayes', 'region', 'ML', 'mali'],
	['cercle-de-diema', 'Cercle de Diéma', 'cercle', 'ML', 'region-de-kayes'],
	['bema', 'Béma', 'ville-partenaire', 'ML', 'cercle-de-diema']
] as const;

const bodies: Record<Organisation, [name: string, kind: string, territory: string]> = {
	cresi: ['Centre de ressources CRESI', 'reseau', 'essonne'],
	bondoufle: ['Comité de jumelage de Bondoufle', 'comite-de-jumelage', 'bondoufle'],
	lurcat: ['Collège Jean-Lurçat', 'etablissement-scolaire', 'evry-courcouronnes'],
	kayes: ['Commune de Kayes', 'collectivite-partenaire', 'region-de-kayes']
};

const rooms: Record<Space, [name: string, kind: string, visibility: string]> = {
	comite: ['Comité technique eau', 'comite-technique', 'espace'],
	plateforme: ['Plateforme des acteurs', 'groupe-de-travail', 'reseau'],
	jumelages: ['Jumelages du territoire', 'comite-de-jumelage', 'public']
};

/** A world of its own for a file of tests, gone with it. */
export async function theWorld(): Promise<World> {
	const db = await testDatabase();
	afterAll(() => db.drop());
	return makeWorld(db);
}

export async function makeWorld(db: TestDatabase): Promise<World> {
	await db.owner`insert into territories ${db.owner(
		territories.map(([code, name, kind, country, parent_code]) => ({ code, name, kind, country, parent_code }))
	)}`;
	const organisations = await makeOrganisations(db);
	const spaces = await makeSpaces(db);
	const people = Object.fromEntries(
		await Promise.all(
			persons.map(async (name) => [name, await joinAs(db, parts[name], organisations, spaces)] as const)
		)
	) as Cast;
	return {
		...people,
		db,
		visitor: { claims: null },
		unverified: { claims: await openAccount(db, 'jamais-verifie@example.org') },
		organisations,
		spaces
	};
}

async function makeOrganisations({ owner }: TestDatabase): Promise<World['organisations']> {
	const made = Object.entries(bodies).map(([slug, [name, kind_code, territory_code]]) => ({
		slug,
		name,
		kind_code,
		territory_code,
		id: newId()
	}));
	await owner`insert into organisations ${owner(made.map((row) => ({ ...row, status: 'published', published_at: new Date() })))}`;
	return Object.fromEntries(made.map(({ id, slug, name }) => [slug, { id, slug, name }])) as World['organisations'];
}

async function makeSpaces({ owner }: TestDatabase): Promise<World['spaces']> {
	const made = Object.entries(rooms).map(([slug, [name, kind_code, visibility]]) => ({
		slug,
		name,
		kind_code,
		visibility,
		id: newId()
	}));
	await owner`insert into spaces ${owner(made)}`;
	return Object.fromEntries(made.map(({ id, slug, name }) => [slug, { id, slug, name }])) as World['spaces'];
}

async function joinAs(
	db: TestDatabase,
	part: Part,
	organisations: World['organisations'],
	spaces: World['spaces']
): Promise<Person> {
	const person = await aPerson(db, { ...part, name: part.says });
	if (part.organisation) {
		const [organisation, role] = part.organisation;
		await db.owner`insert into organisation_members ${db.owner({ organisation_id: organisations[organisation].id, person_id: person.id, role })}`;
	}
	if (part.comite) {
		await db.owner`insert into space_members ${db.owner({ space_id: spaces.comite.id, person_id: person.id, role: part.comite })}`;
	}
	return person;
}

interface PersonOptions {
	name?: string;
	networkRole?: NetworkRole;
	visibility?: 'public' | 'reseau' | 'prive';
}

/** Somebody who signed in, whose address was verified, and who is a person of the network. */
export async function aPerson(
	db: TestDatabase,
	{ name = 'Awa Diarra', networkRole = 'membre', visibility = 'reseau' }: PersonOptions = {}
): Promise<Person> {
	const id = newId();
	const claims = await openAccount(db, `${id}@example.org`);
	await db.owner`insert into private.verified_accounts (account_id) values (${claims.sub})`;
	await db.owner`insert into people ${db.owner({ id, account_id: claims.sub, name, network_role: networkRole, visibility })}`;
	return { id, name, claims };
}

/** An account with an open session, and nothing more. */
export async function openAccount({ owner }: TestDatabase, email: string): Promise<Claims> {
	const claims: Claims = { sub: newId(), session_id: newId(), role: 'authenticated', email };
	await owner`insert into auth.users ${owner({ id: claims.sub, email })}`;
	await owner`insert into auth.sessions ${owner({ id: claims.session_id, user_id: claims.sub })}`;
	return claims;
}
