/** The directory, a large space and the lists of the administration, in a small network and in one as large as a country. */
import type postgres from 'postgres';
import { asOwner, ownerUrl } from '../crash/invariants.ts';
import { cast } from '../support/cast.ts';
import type { PalabreProcess } from '../support/process.ts';
import { fillNetwork } from './crowd.ts';
import { oneByOne, signIn, type Percentiles } from './measure.ts';
import { statementsOf } from './pages.ts';

/** Its facilitator is the demonstration's administrator too. */
const space = 'projet-commune-v-de-bamako';
const few = { organisations: 1000, people: 1000, members: 1000 };

export type Theme = 'directory' | 'space' | 'administration';

export interface NetworkFigure {
	theme: Theme;
	what: string;
	address: string;
	statements: number;
	few: Percentiles;
	many: Percentiles;
}

export interface NetworkFigures {
	few: typeof few;
	many: typeof few;
	/** Seconds to write the difference, the search index included. */
	filling: number;
	figures: NetworkFigure[];
	/** Milliseconds of a dry run of 2 000 lines. */
	dryRun: { few: number; many: number };
}

interface Page {
	theme: Theme;
	what: string;
	address: string;
	/** Absent: a visitor. */
	who?: string;
	/** Long ones are asked a few times only. */
	times?: number;
}

const directory: [what: string, query: string][] = [
	['first page', ''],
	['page 50', '?page=50'],
	['by country of action', '?pays=ML'],
	['by country of seat', '?siege=FR'],
	['by région', '?region=ile-de-france'],
	['by département', '?departement=essonne'],
	['by commune', '?commune=commune-12'],
	['by kind', '?type=mjc'],
	['by theme', '?theme=sante'],
	['by goal', '?odd=6'],
	['by a frequent word', '?q=association'],
	['by a rare word', '?q=bondoufle'],
	['by a former name', '?q=anciens+de'],
	['by a mistyped word', '?q=assocaition']
];

/** What depends on the rows that are there: places in the middle of a list. */
async function pages(sql: postgres.Sql): Promise<Page[]> {
	const one = async (query: string) => (await sql.unsafe<{ value: string }[]>(query))[0]?.value ?? '';
	const cursors = {
		entry:
			await one(`select translate(encode(convert_to(json_build_array(sort_at, object_id)::text, 'utf8'), 'base64'), E'+/=\\n', '-_') as value
			from private.search_entries where object_kind = 'organisation' order by sort_at desc, object_id desc offset (select count(*) / 2 from organisations) limit 1`),
		person: await one(
			'select id as value from people order by private.fold(name), id offset (select count(*) / 2 from people) limit 1'
		),
		invitation: await one(
			'select id as value from invitations where revoked_at is null order by created_at desc, id desc offset (select count(*) / 4 from invitations) limit 1'
		),
		request: await one(
			`select id as value from sign_up_requests where status = 'waiting' order by id desc offset (select count(*) / 4 from sign_up_requests) limit 1`
		),
		sheet: await one(
			`select id as value from organisations where status = 'published' order by private.fold(name), id offset (select count(*) / 2 from organisations) limit 1`
		),
		member:
			await one(`select m.since || '_' || m.person_id as value from space_members m join spaces s on s.id = m.space_id
			where s.slug = '${space}' order by m.since, m.person_id offset (select count(*) / 2 from space_members) limit 1`),
		seat: await one(`select id as value from organisations where slug = 'organisation-7'`)
	};
	const members = `/espaces/${space}/membres`;
	const of = (theme: Theme, who: string | undefined, list: [what: string, address: string][]): Page[] =>
		list.map(([what, address]) => ({ theme, what, address, ...(who ? { who } : {}) }));
	return [
		...of(
			'directory',
			undefined,
			directory.map(([what, query]) => [what, `/annuaire${query}`])
		),
		...of('directory', undefined, [
			['the newest, from the middle', `/annuaire?tri=recent&apres=${cursors.entry}`],
			['the map', '/annuaire/carte'],
			['the map of a country', '/annuaire/carte?siege=FR']
		]),
		{ theme: 'directory', what: 'the whole spreadsheet', address: '/annuaire.csv', times: 2 },
		...of('directory', cast.referente, [
			['finding one’s own', '/annuaire/rejoindre?q=association+des+amis+de+Kayes'],
			['finding one’s own, by commune', '/annuaire/rejoindre?q=jumelage+bondoufle']
		]),
		...of('space', cast.administration, [
			['members', members],
			['members, from the middle', `${members}?apres=${encodeURIComponent(cursors.member)}`],
			['members of one body', `${members}?organisation=${cursors.seat}`],
			['a member by their name', `${members}?q=kayes`]
		]),
		...of('administration', cast.administration, [
			['people', '/admin/personnes'],
			['people, from the middle', `/admin/personnes?avant=${cursors.person}`],
			['people by a part of their name', '/admin/personnes?q=nnl'],
			['people by what all are called', '/admin/personnes?q=membre'],
			['a person by their address', '/admin/personnes?q=membre500%40example.org'],
			['people of an organisation', '/admin/personnes?organisation=bondoufle'],
			['organisations to validate', '/admin/organisations'],
			[
				'organisations without referent, from the middle',
				`/admin/organisations?liste=sans-referent&apres=${cursors.sheet}`
			],
			['invitations', '/admin/invitations'],
			['invitations, from the middle', `/admin/invitations?avant=${cursors.invitation}`],
			['sign-up requests', '/admin/inscriptions'],
			['sign-up requests, from the middle', `/admin/inscriptions?avant=${cursors.request}`]
		])
	];
}

type Measured = Page & { statements: number; taken: Percentiles };

async function measure(palabre: PalabreProcess, times: number): Promise<Measured[]> {
	const asked = await asOwner(palabre.dataDir, pages);
	const cookies = new Map<string, string>();
	const measured: Measured[] = [];
	for (const page of asked) {
		if (page.who && !cookies.has(page.who)) cookies.set(page.who, await signIn(palabre.origin, page.who));
		const cookie = (page.who && cookies.get(page.who)) || '';
		await differsFromItsBeginning(palabre.origin, page.address, cookie);
		const taken = await oneByOne(palabre.origin + page.address, page.times ?? times, cookie);
		measured.push({ ...page, taken, statements: await statementsOf(palabre, page.address, cookie) });
	}
	return measured;
}

/** A cursor that is refused shows the first page: its time would be given for that of the middle. */
async function differsFromItsBeginning(origin: string, address: string, cookie: string): Promise<void> {
	const url = new URL(address, origin);
	const cursor = ['apres', 'avant'].find((name) => url.searchParams.has(name));
	if (!cursor) return;
	const lines = async () => {
		const text = await (await fetch(url, { headers: { cookie } })).text();
		return text.slice(text.indexOf('<main'), text.indexOf('</main')).replace(/(apres|avant)=[^"&]*/g, '');
	};
	const there = await lines();
	url.searchParams.delete(cursor);
	if (there === (await lines())) throw new Error(`${address} shows the beginning of its list`);
}

/** A spreadsheet of 2 000 organisations, half of which resemble some that are there. */
async function dryRun(palabre: PalabreProcess): Promise<number> {
	const cookie = await signIn(palabre.origin, cast.administration);
	const lines = Array.from({ length: 2000 }, (_, n) =>
		n % 2
			? `Association des amis du fleuve ${n};association;bondoufle`
			: `Atelier du quartier ${n};association;evry-courcouronnes`
	);
	const form = new FormData();
	form.set('id', crypto.randomUUID());
	form.set('file', new File([`nom;type;territory\n${lines.join('\n')}`], 'annuaire.csv', { type: 'text/csv' }));
	const started = performance.now();
	const answer = await fetch(`${palabre.origin}/annuaire/import`, {
		method: 'POST',
		body: form,
		headers: { cookie, origin: palabre.origin },
		redirect: 'manual'
	});
	await answer.arrayBuffer();
	if (answer.status !== 303)
		throw new Error(`The dry run was answered ${answer.status}`, { cause: palabre.log().slice(-2000) });
	return performance.now() - started;
}

/** @param size how many organisations and people: a tenth of them are in the space. */
export async function networkFigures(palabre: PalabreProcess, size: number, times: number): Promise<NetworkFigures> {
	const many = { organisations: size, people: size, members: Math.max(few.members, size / 10) };
	const url = await ownerUrl(palabre.dataDir);
	const upTo = (to: number) => ({ from: 1, to });
	await fillNetwork(url, upTo(few.organisations), upTo(few.people), { slug: space, members: upTo(few.members) });
	// A server that has just started compiles as it runs: the first page would be timed for all the others.
	await oneByOne(`${palabre.origin}/annuaire`, 100);
	const little = await measure(palabre, times);
	const shortRun = await dryRun(palabre);
	const started = performance.now();
	await fillNetwork(
		url,
		{ from: few.organisations + 1, to: many.organisations },
		{ from: few.people + 1, to: many.people },
		{ slug: space, members: { from: few.members + 1, to: many.members } }
	);
	const filling = (performance.now() - started) / 1000;
	const much = await measure(palabre, times);
	const figures = much.map(({ theme, what, address, statements, taken }, n) => ({
		theme,
		what,
		// Cursors are not the same in both.
		address: address.replace(/=[^&=]{36,}/, '=…'),
		statements,
		few: (little[n] as Measured).taken,
		many: taken
	}));
	return { few, many, filling, figures, dryRun: { few: shortRun, many: await dryRun(palabre) } };
}
