import { newId } from '../../../src/lib/platform/ids';
import { anEvent } from '../../support/factories';
import {
	college,
	comite,
	facilitators,
	members,
	nobody,
	type Addition,
	type Sample,
	type TableRights
} from '../../support/rights';
import { everybody, type Who, type World } from '../../support/world';

const columns = [
	...['slug', 'title', 'kind_code', 'summary', 'description', 'language', 'time_zone', 'attendance', 'entry', 'price'],
	...['registration', 'capacity'],
	'campaign_id',
	...['recurrence', 'recurrence_starts', 'recurrence_ends', 'recurrence_precision', 'excluded'],
	...['situation', 'situation_reason', 'organisation_id', 'space_id', 'visibility', 'sensitivity', 'status']
];
const title = (by: readonly Who[]) => ({ what: 'its title', set: { title: 'Un autre titre' }, by });
const validators: Who[] = ['cresi', 'animatrice'];
const makers: Who[] = [...college, ...validators];
const publishers: Who[] = ['proviseure', ...validators];

/** As for resources (`matrix/resources.ts`); who facilitates the network publishes in its agenda too (`domain.md` CA-02). */
export async function eventRights(world: World): Promise<TableRights[]> {
	return [
		{
			table: 'public.events',
			columns: { add: ['id', ...columns], change: columns },
			samples: [...(await unpublished(world)), ...(await published(world))],
			add: additions(world)
		},
		...(await parts(world)),
		await subscriptions(world),
		...(await campaigns(world)),
		...(await registrations(world)),
		await invitations(world)
	];
}

async function unpublished(world: World): Promise<Sample[]> {
	const lurcats = { organisation: world.organisations.lurcat.id, author: world.lurcat };
	const draft = await anEvent(world, { ...lurcats, status: 'draft' });
	const proposed = await anEvent(world, { ...lurcats, status: 'proposed' });
	const personal = await anEvent(world, { status: 'proposed', author: world.nouvelle });
	const inSpace = await anEvent(world, {
		...{ status: 'proposed', visibility: 'espace', space: world.spaces.comite.id },
		author: world.benevole
	});
	return [
		{
			what: 'a draft',
			key: { id: draft.id },
			read: college,
			change: [
				title(college),
				{ what: 'proposing it', set: { status: 'proposed' }, by: college },
				{ what: 'publishing it', set: { status: 'published' }, by: ['proviseure'], refused: ['lurcat'] },
				{
					what: 'giving it to another organisation',
					set: { organisation_id: world.organisations.kayes.id },
					by: nobody,
					refused: college
				},
				{ what: 'withdrawing it', set: { status: 'withdrawn' }, by: nobody, rule: college },
				{ what: 'a zone that is none', set: { time_zone: 'Kayes' }, by: nobody, rule: college },
				{ what: 'its version', set: { version: 7 }, by: nobody },
				{ what: 'where everybody sees that it is', set: { territory_code: 'mali' }, by: nobody }
			],
			remove: ['lurcat']
		},
		{
			what: 'a proposal',
			key: { id: proposed.id },
			read: makers,
			change: [
				title(makers),
				{ what: 'publishing it', set: { status: 'published' }, by: publishers, refused: ['lurcat'] },
				{ what: 'sending it back', set: { status: 'to-correct' }, by: publishers, refused: ['lurcat'] }
			],
			remove: nobody
		},
		{
			what: 'the proposal of somebody without organisation',
			key: { id: personal.id },
			read: ['nouvelle', ...validators],
			change: [
				title(['nouvelle', ...validators]),
				{ what: 'publishing it', set: { status: 'published' }, by: validators, refused: ['nouvelle'] }
			],
			remove: nobody
		},
		{
			what: 'a proposal to a space',
			key: { id: inSpace.id },
			read: ['benevole', 'pilote'],
			change: [
				title(['benevole', 'pilote']),
				{ what: 'publishing it', set: { status: 'published' }, by: ['pilote'], refused: ['benevole'] },
				{
					what: 'publishing it for all',
					set: { status: 'published', visibility: 'public' },
					by: nobody,
					refused: ['benevole', 'pilote']
				}
			],
			remove: nobody
		}
	];
}

async function published(world: World): Promise<Sample[]> {
	const lurcats = { organisation: world.organisations.lurcat.id, author: world.lurcat };
	const open = await anEvent(world, lurcats);
	const cancelled = await anEvent(world, { ...lurcats, situation: 'cancelled' });
	const reserved = await anEvent(world, { ...lurcats, visibility: 'reseau' });
	const inside = await anEvent(world, { ...lurcats, visibility: 'organisation' });
	const inSpace = await anEvent(world, { ...lurcats, visibility: 'espace', space: world.spaces.comite.id });
	const withdrawn = await anEvent(world, { ...lurcats, status: 'withdrawn' });
	return [
		{
			what: 'one for all',
			key: { id: open.id },
			read: everybody,
			change: [
				title(publishers),
				{ what: 'withdrawing it', set: { status: 'withdrawn' }, by: publishers },
				{ what: 'cancelling it', set: { situation: 'cancelled', situation_reason: 'Grève.' }, by: publishers },
				{ what: 'making it a draft again', set: { status: 'draft' }, by: nobody, rule: publishers },
				{ what: 'its address', set: { slug: 'autre-adresse' }, by: nobody, rule: publishers },
				{
					what: 'giving it to the CRESI',
					set: { organisation_id: world.organisations.cresi.id },
					by: validators,
					refused: ['proviseure']
				}
			],
			remove: nobody
		},
		{
			what: 'a cancelled one',
			key: { id: cancelled.id },
			read: everybody,
			change: [title(publishers)],
			remove: nobody
		},
		{
			what: 'one for the network',
			key: { id: reserved.id },
			read: members,
			change: [title(publishers)],
			remove: nobody
		},
		{
			what: 'one for its organisation',
			key: { id: inside.id },
			read: college,
			change: [title(['proviseure'])],
			remove: nobody
		},
		{
			what: 'one for a space',
			key: { id: inSpace.id },
			read: [...comite, ...college],
			change: [
				title(['proviseure', 'pilote']),
				{ what: 'opening it to all', set: { visibility: 'public' }, by: ['proviseure'], refused: ['pilote'] }
			],
			remove: nobody
		},
		{ what: 'a withdrawn one', key: { id: withdrawn.id }, read: makers, change: [title(publishers)], remove: nobody }
	];
}

function additions({ organisations, spaces }: World): Addition[] {
	const values = (more: Record<string, unknown>) => ({
		...{ id: newId(), slug: `essai-${newId()}`, title: 'Un essai', kind_code: 'atelier', summary: 'Un résumé' },
		...more
	});
	const ours = { organisation_id: organisations.lurcat.id };
	const committee = { space_id: spaces.comite.id, visibility: 'espace' };
	return [
		{ what: 'a draft in one’s own name', values: values({}), by: members },
		{ what: 'a proposal in one’s own name', values: values({ status: 'proposed' }), by: members },
		{ what: 'a publication in one’s own name', values: values({ status: 'published' }), by: validators },
		{ what: 'a draft for the college', values: values(ours), by: makers },
		{ what: 'a publication of the college', values: values({ ...ours, status: 'published' }), by: publishers },
		{ what: 'a draft for the committee', values: values(committee), by: ['pilote', 'elue', 'agente', 'benevole'] },
		{ what: 'a publication in the committee', values: values({ ...committee, status: 'published' }), by: ['pilote'] },
		{
			what: 'one that was withdrawn already',
			values: values({ status: 'withdrawn' }),
			by: nobody,
			rule: [...members, 'unverified']
		},
		{ what: 'one with its instant of publication', values: values({ published_at: new Date() }), by: nobody }
	];
}

/** Parts follow their event: read with it, written by those who may write it. */
async function parts(world: World): Promise<TableRights[]> {
	const common = {
		organisation: world.organisations.lurcat.id,
		author: world.lurcat,
		themes: ['culture'],
		audiences: ['jeunes'],
		place: 'Salle des fêtes',
		territory: 'bema',
		organisers: [world.organisations.cresi.id]
	};
	const draft = await anEvent(world, { ...common, status: 'draft' });
	const open = await anEvent(world, common);
	const masked = await anEvent(world, { ...common, sensitivity: ['place'] });
	const bare = { draft: await anEvent(world, { ...common, status: 'draft', place: '', territory: '' }) };
	const part = (
		table: string,
		present: Record<string, unknown>,
		absent: Record<string, unknown>,
		more: Partial<TableRights> = {}
	): TableRights => ({
		table: `public.${table}`,
		samples: [
			{ what: 'of a draft', key: { event_id: draft.id, ...present }, read: college, remove: college },
			{ what: 'of a published one', key: { event_id: open.id, ...present }, read: everybody, remove: publishers }
		],
		add: [
			{ what: 'to a draft', values: { event_id: draft.id, ...absent }, by: college },
			{ what: 'to a published one', values: { event_id: open.id, ...absent }, by: publishers }
		],
		...more
	});
	const when = (text: string) => ({ starts_local: text, ends_local: text });
	return [
		part('event_themes', { theme_code: 'culture' }, { theme_code: 'genre' }),
		part('event_audiences', { audience_code: 'jeunes' }, { audience_code: 'elus' }),
		part(
			'event_organisers',
			{ organisation_id: world.organisations.cresi.id },
			{ organisation_id: world.organisations.kayes.id }
		),
		{
			table: 'public.event_occurrences',
			columns: {
				add: ['id', 'event_id', 'starts_local', 'ends_local', 'precision'],
				change: ['starts_local', 'ends_local', 'precision', 'original_local', 'cancelled_because']
			},
			samples: [
				{
					...{ what: 'of a draft', key: { event_id: draft.id }, read: college, remove: college },
					change: [{ what: 'cancelling it', set: { cancelled_because: 'Grève.' }, by: college }]
				},
				{
					...{ what: 'of a published one', key: { event_id: open.id }, read: everybody, remove: publishers },
					change: [
						{ what: 'cancelling it', set: { cancelled_because: 'Grève.' }, by: publishers },
						{ what: 'its instant', set: { starts_at: new Date() }, by: nobody }
					]
				}
			],
			add: [
				{ what: 'to a draft', values: { id: newId(), event_id: draft.id, ...when('2026-12-01T18:00') }, by: college },
				{
					what: 'to a published one',
					values: { id: newId(), event_id: open.id, ...when('2026-12-01T18:00') },
					by: publishers
				}
			]
		},
		{
			table: 'public.event_places',
			samples: [
				{ what: 'of a draft', key: { event_id: draft.id }, read: college, remove: college },
				{ what: 'of a published one', key: { event_id: open.id }, read: everybody, remove: publishers },
				{ what: 'a masked one', key: { event_id: masked.id }, read: makers, remove: publishers }
			],
			add: [{ what: 'to a draft', values: { event_id: bare.draft.id, name: 'Ailleurs' }, by: college }]
		}
	];
}

/** A secret address is its owner's: nobody reads even its hash. */
async function subscriptions({ db, nouvelle, bondoufle }: World): Promise<TableRights> {
	await db.owner`insert into agenda_subscriptions (person_id, token_hash) values (${nouvelle.id}, ${'0'.repeat(64)})`;
	return {
		table: 'public.agenda_subscriptions',
		columns: { add: ['person_id', 'token_hash'] },
		samples: [{ what: 'that of a member', key: { person_id: nouvelle.id }, read: ['nouvelle'], remove: ['nouvelle'] }],
		add: [{ what: 'one’s own', values: { person_id: bondoufle.id, token_hash: '1'.repeat(64) }, by: ['bondoufle'] }]
	};
}

/** Temps forts are of the network: everybody reads them, who facilitates it keeps them. */
async function campaigns({ db }: World): Promise<TableRights[]> {
	const id = newId();
	const dates = { year: 2026, starts_on: '2026-11-13', ends_on: '2026-11-29' };
	await db.owner`insert into campaigns ${db.owner({ id, slug: 'festival', name: 'Festival', ...dates })}`;
	await db.owner`insert into campaign_territories ${db.owner({ campaign_id: id, territory_code: 'essonne' })}`;
	const written = ['name', 'year', 'starts_on', 'ends_on', 'summary', 'description'];
	return [
		{
			table: 'public.campaigns',
			columns: { add: ['id', 'slug', ...written], change: written },
			samples: [
				{
					...{ what: 'an edition', key: { id }, read: everybody },
					change: [{ what: 'its name', set: { name: 'Semaine' }, by: facilitators }]
				}
			],
			add: [
				{ what: 'an edition', values: { id: newId(), slug: 'semaine', name: 'Semaine', ...dates }, by: facilitators }
			]
		},
		{
			table: 'public.campaign_territories',
			samples: [{ what: 'a place', key: { campaign_id: id }, read: everybody, remove: facilitators }],
			add: [{ what: 'a place', values: { campaign_id: id, territory_code: 'mali' }, by: facilitators }]
		}
	];
}

/** One's own, and those of the events that one holds; rows are written by functions only. */
async function registrations(world: World): Promise<TableRights[]> {
	const { db, organisations, spaces, nouvelle, benevole } = world;
	const open = { registration: 'open', starts: '2099-05-15T18:30' } as const;
	const lurcats = await anEvent(world, {
		...open,
		organisation: organisations.lurcat.id,
		organisers: [organisations.kayes.id]
	});
	const inSpace = await anEvent(world, { ...open, visibility: 'espace', space: spaces.comite.id, author: world.elue });
	const personal = await anEvent(world, { ...open, author: world.bondoufle });
	const register = async (event: { id: string; occurrence: string }, who: { person_id?: string; email?: string }) => {
		const id = newId();
		await db.owner`insert into registrations ${db.owner({ id, event_id: event.id, name: 'Awa Diarra', ...who })}`;
		await db.owner`insert into registration_dates ${db.owner({ registration_id: id, occurrence_id: event.occurrence })}`;
		return id;
	};
	const samples = [
		{
			what: 'of a stranger, for an event of the college with Kayes',
			id: await register(lurcats, { email: 'inconnue@example.org' }),
			read: [...college, 'kayes']
		},
		{
			what: 'of a member, for the same',
			id: await register(lurcats, { person_id: nouvelle.id }),
			read: [...college, 'kayes', 'nouvelle']
		},
		{
			what: 'of a member of the committee, for its event',
			id: await register(inSpace, { person_id: benevole.id }),
			read: ['benevole', 'pilote', 'elue']
		},
		{
			what: 'for an event without organisation',
			id: await register(personal, { email: 'inconnue@example.org' }),
			read: ['bondoufle', 'animatrice']
		}
	] satisfies { what: string; id: string; read: Who[] }[];
	return [
		{ table: 'public.registrations', samples: samples.map(({ what, id, read }) => ({ what, key: { id }, read })) },
		{
			table: 'public.registration_dates',
			samples: samples.map(({ what, id, read }) => ({ what, key: { registration_id: id }, read }))
		}
	];
}

/** One's own, and those to the events that one holds; rows are written by functions only. */
async function invitations(world: World): Promise<TableRights> {
	const { db, organisations, spaces, nouvelle, benevole, proviseure } = world;
	const ahead = { starts: '2099-05-15T18:30' } as const;
	const lurcats = await anEvent(world, {
		...ahead,
		organisation: organisations.lurcat.id,
		organisers: [organisations.kayes.id]
	});
	const inSpace = await anEvent(world, { ...ahead, visibility: 'espace', space: spaces.comite.id, author: world.elue });
	const invite = async (event: { id: string }, who: { person_id?: string; email?: string }) => {
		const id = newId();
		await db.owner`insert into event_invitations ${db.owner({ id, event_id: event.id, told: '', invited_by: proviseure.id, ...who })}`;
		return { id };
	};
	const sample = async (what: string, key: Promise<{ id: string }>, read: Who[]): Promise<Sample> => ({
		...{ what, key: await key, read }
	});
	return {
		table: 'public.event_invitations',
		samples: [
			await sample('of an address', invite(lurcats, { email: 'invitee@example.org' }), [...college, 'kayes']),
			await sample('of a member', invite(lurcats, { person_id: nouvelle.id }), [...college, 'kayes', 'nouvelle']),
			await sample('of a member, in their space', invite(inSpace, { person_id: benevole.id }), [
				'benevole',
				'pilote',
				'elue'
			])
		]
	};
}
