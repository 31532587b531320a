/**
 * A network as large as a country: places, the bodies that sit there, people with an account, a space where
 * ten thousand of them meet, and what waits for those who run it. Written set by set as rows that were there
 * before, without the journal and the mails of each fact; the search index is filled as it always is.
 */
import postgres from 'postgres';

/** Rows `from` … `to` of each kind: a network grows by calling again with the next numbers. */
export interface Span {
	from: number;
	to: number;
}

type Owner = postgres.TransactionSql;

export async function fillNetwork(
	ownerUrl: string,
	organisations: Span,
	people: Span,
	space: { slug: string; members: Span }
): Promise<void> {
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	try {
		await sql.begin(async (owner) => {
			await fillPlaces(owner);
			await owner`set local session_replication_role = replica`;
			await fillDirectory(owner, organisations);
			await fillPeople(owner, people);
			await owner`select private.recount_directory()`;
			await fillWaiting(owner, people);
			await fillSpace(owner, space);
		});
		await sql`vacuum analyze`;
	} finally {
		await sql.end();
	}
}

/** The same for the same number, of the shape that addresses accept. */
const id = (of: string) => `overlay(overlay(md5('${of} ' || n) placing '7' from 13) placing '8' from 17)::uuid`;

/** Letters that nobody chose, the same for the same text: a name that looks like no other. */
const letters = `initcap(translate(left(md5($), 7), '0123456789', 'aeiouylnrs'))`;
const lettersOf = (text: string) => letters.replace('$', text);

/** As many communes as two regions have. */
async function fillPlaces(owner: Owner): Promise<void> {
	await owner.unsafe(`
		insert into territories (code, name, kind, country, parent_code, latitude, longitude)
		select 'commune-' || n, (array['Saint', 'Val', 'Mont', 'Pont', 'Bois', 'Roche'])[1 + n % 6] || '-' || ${lettersOf('n::text')},
			'commune', 'FR', 'essonne', 48 + n % 100 / 100.0, 2 + n % 90 / 100.0
		from generate_series(1, 1300) n on conflict do nothing`);
}

/** Names are made of the words that such bodies have: lookalikes are as many as in the field. */
async function fillDirectory(owner: Owner, { from, to }: Span): Promise<void> {
	const numbers = `from generate_series(${from}, ${to}) n`;
	const name = `concat_ws(' ',
		(array['Association', 'Comité de jumelage', 'Amicale', 'Collectif', 'Maison', 'Union', 'Réseau', 'Fondation'])[1 + n % 8],
		(array['des amis', 'pour la santé', 'des ressortissants', 'de solidarité', 'pour l’eau', 'des femmes', 'des jeunes'])[1 + n / 8 % 7],
		(array['du Sahel', 'de Kayes', 'de Dakar', 'du fleuve', 'd’Évry', 'de Nouakchott', 'du Gâtinais', 'de l’Yerres'])[1 + n / 56 % 8],
		${lettersOf(`'name ' || n / 3`)})`;
	await owner.unsafe(`
		with codes as (
			select (select array_agg(code order by code) from organisation_kinds) as kinds,
				(select array_agg(code order by code) from territories where kind in ('commune', 'ville-partenaire')) as places
		)
		insert into organisations (id, slug, name, acronym, kind_code, territory_code, summary, rna, siren, status, visibility, published_at, created_at)
		select ${id('organisation')}, 'organisation-' || n, ${name}, case when n % 3 = 0 then 'AS' || n end,
			kinds[1 + n % cardinality(kinds)], places[1 + n * 7 % cardinality(places)], 'Projets avec ' || n % 40 || ' partenaires.',
			'W91' || lpad(n::text, 7, '0'), (select s from generate_series(0, 9) d, lateral (select (30000000 + n)::text || d as s) x where private.is_siren(s)), case when n % 50 = 0 then 'proposed' else 'published' end,
			case when n % 20 = 1 then 'reseau' else 'public' end, now() - n * interval '1 minute', now() - n * interval '1 minute'
		${numbers}, codes`);
	await owner.unsafe(`
		insert into organisation_names (id, organisation_id, name)
		select ${id('former')}, ${id('organisation')}, 'Anciens de ' || ${lettersOf(`'former ' || n`)} ${numbers} where n % 5 = 0`);
	await owner.unsafe(`
		insert into organisation_themes (organisation_id, theme_code)
		select ${id('organisation')}, codes[1 + n % cardinality(codes)] ${numbers}, (select array_agg(code) as codes from themes) t`);
	await owner.unsafe(`
		insert into organisation_countries (organisation_id, country)
		select ${id('organisation')}, (array['ML', 'SN', 'MR', 'BF', 'MG'])[1 + n % 5] ${numbers}`);
	await owner.unsafe(`select count(private.index_organisation(${id('organisation')})) ${numbers} where n % 50 <> 0`);
}

async function fillPeople(owner: Owner, { from, to }: Span): Promise<void> {
	const numbers = `from generate_series(${from}, ${to}) n`;
	await owner.unsafe(`
		insert into auth.users (id, email) select ${id('account')}, 'membre' || n || '@example.org' ${numbers}`);
	await owner.unsafe(`
		insert into people (id, account_id, name, network_role)
		select ${id('person')}, ${id('account')}, 'Membre ' || ${lettersOf(`'person ' || n`)},
			case when n % 1000 = 0 then 'documentaliste' else 'membre' end ${numbers}`);
	await owner.unsafe(`
		insert into organisation_members (organisation_id, person_id, role)
		select o.id, ${id('person')}, case when n % 2 = 0 then 'referent' else 'contributeur' end
		${numbers} join organisations o on o.slug = 'organisation-' || n`);
}

/** Invitations and requests to join the network. */
async function fillWaiting(owner: Owner, { from, to }: Span): Promise<void> {
	const numbers = `from generate_series(${from}, ${to}) n`;
	const state = (open: string, other: string) => `case when n % 2 = 0 then ${open} else ${other} end`;
	await owner.unsafe(`
		insert into invitations (id, email, created_at, expires_at, revoked_at)
		select ${id('invitation')}, 'invite' || n || '@example.org', now() - n * interval '1 second', now() + interval '14 days', ${state('null', 'now()')} ${numbers}`);
	await owner.unsafe(`
		insert into auth.users (id, email) select ${id('newcomer')}, 'arrivante' || n || '@example.org' ${numbers}`);
	await owner.unsafe(`
		insert into sign_up_requests (id, account_id, name, message, status)
		select ${id('request')}, ${id('newcomer')}, 'Arrivante ' || n, 'Je souhaite suivre les projets.', ${state(`'waiting'`, `'accepted'`)} ${numbers}`);
}

async function fillSpace(owner: Owner, { slug, members }: { slug: string; members: Span }): Promise<void> {
	await owner`
		insert into space_members (space_id, person_id, organisation_id, role, since)
		select s.id, ${owner.unsafe(id('person'))}, (select id from organisations where slug = 'organisation-' || n % 200 + 1), 'membre', now() - n * interval '1 minute'
		from generate_series(${members.from}::integer, ${members.to}::integer) n, spaces s where s.slug = ${slug}`;
}
