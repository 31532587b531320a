import { newId } from '../../../src/lib/platform/ids';
import { aResource } from '../../support/factories';
import { everybody, type Who, type World } from '../../support/world';
import { college, comite, members, nobody, type Addition, type Sample, type TableRights } from '../../support/rights';

const columns = [
	...[
		'slug',
		'title',
		'kind_code',
		'summary',
		'description',
		'language',
		'licence_code',
		'conditions',
		'link',
		'extent',
		'keywords'
	],
	...[
		'date_text',
		'date_precision',
		'date_range',
		'organisation_id',
		'space_id',
		'visibility',
		'sensitivity',
		'status',
		'note',
		'review_on'
	]
];
const title = (by: readonly Who[]) => ({ what: 'its title', set: { title: 'Un autre titre' }, by });

/**
 * `model.md` § Visibility and `domain.md` RC-01: a contributor drafts for its organisation, a referent
 * publishes for it, an animateur in their space, a documentaliste in the catalogue of all.
 */
export async function resourceRights(world: World): Promise<TableRights[]> {
	return [
		{
			table: 'public.resources',
			columns: { add: ['id', ...columns], change: columns },
			samples: [...(await unpublished(world)), ...(await published(world)), ...(await restricted(world))],
			add: additions(world)
		}
	];
}

async function unpublished(world: World): Promise<Sample[]> {
	const lurcats = { organisation: world.organisations.lurcat.id, author: world.lurcat };
	const draft = await aResource(world, { ...lurcats, status: 'draft' });
	const proposed = await aResource(world, { ...lurcats, status: 'proposed' });
	const returned = await aResource(world, { ...lurcats, status: 'to-correct' });
	const personal = await aResource(world, { status: 'proposed', author: world.nouvelle });
	const inSpace = await aResource(world, {
		...lurcats,
		status: 'proposed',
		visibility: 'espace',
		space: world.spaces.comite.id
	});
	const byMember = await aResource(world, {
		status: 'draft',
		visibility: 'espace',
		space: world.spaces.comite.id,
		author: world.benevole
	});
	const secret = await aResource(world, { ...lurcats, status: 'draft', visibility: 'prive' });
	const makers: Who[] = [...college, 'cresi'];
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
				{
					what: 'taking it from its organisation',
					set: { organisation_id: null },
					by: ['lurcat'],
					refused: ['proviseure']
				},
				{ what: 'keeping it for its author', set: { visibility: 'prive' }, by: ['lurcat'], refused: ['proviseure'] },
				{ what: 'bringing it to a space', set: { space_id: world.spaces.comite.id }, by: nobody, refused: college },
				{ what: 'withdrawing it', set: { status: 'withdrawn' }, by: nobody, rule: college },
				{ what: 'its version', set: { version: 7 }, by: nobody },
				{ what: 'its instant of publication', set: { published_at: new Date() }, by: nobody },
				{ what: 'its source', set: { source: 'ailleurs' }, by: nobody }
			],
			remove: ['lurcat']
		},
		{
			what: 'a proposal',
			key: { id: proposed.id },
			read: makers,
			change: [
				title(makers),
				{ what: 'publishing it', set: { status: 'published' }, by: ['proviseure', 'cresi'], refused: ['lurcat'] },
				{ what: 'sending it back', set: { status: 'to-correct' }, by: ['proviseure', 'cresi'], refused: ['lurcat'] }
			],
			remove: nobody
		},
		{
			what: 'one that was sent back',
			key: { id: returned.id },
			read: makers,
			change: [title(makers)],
			remove: ['lurcat']
		},
		{
			what: 'the proposal of somebody without organisation',
			key: { id: personal.id },
			read: ['nouvelle', 'cresi'],
			change: [
				title(['nouvelle', 'cresi']),
				{ what: 'publishing it', set: { status: 'published' }, by: ['cresi'], refused: ['nouvelle'] },
				{
					what: 'publishing it for oneself',
					set: { status: 'published', visibility: 'prive' },
					by: ['nouvelle'],
					refused: ['cresi']
				},
				{
					what: 'publishing it in the name of the CRESI',
					set: { status: 'published', organisation_id: world.organisations.cresi.id },
					by: ['cresi'],
					refused: ['nouvelle']
				}
			],
			remove: nobody
		},
		{
			what: 'a proposal to a space',
			key: { id: inSpace.id },
			read: [...college, 'pilote'],
			change: [
				title([...college, 'pilote']),
				{ what: 'publishing it', set: { status: 'published' }, by: ['proviseure', 'pilote'], refused: ['lurcat'] },
				{
					what: 'publishing it for all',
					set: { status: 'published', visibility: 'public' },
					by: ['proviseure'],
					refused: ['lurcat', 'pilote']
				},
				{ what: 'opening it to all', set: { visibility: 'public' }, by: college, refused: ['pilote'] },
				{
					what: 'taking it from its organisation',
					set: { organisation_id: null },
					by: ['lurcat'],
					refused: ['proviseure', 'pilote']
				}
			],
			remove: nobody
		},
		{
			what: 'a draft of a member of a space',
			key: { id: byMember.id },
			read: ['benevole'],
			change: [title(['benevole'])],
			remove: ['benevole']
		},
		{
			what: 'a draft for oneself',
			key: { id: secret.id },
			read: ['lurcat'],
			change: [title(['lurcat'])],
			remove: ['lurcat']
		}
	];
}

async function published(world: World): Promise<Sample[]> {
	const lurcats = { organisation: world.organisations.lurcat.id, author: world.lurcat };
	const open = await aResource(world, lurcats);
	const reserved = await aResource(world, { ...lurcats, visibility: 'reseau' });
	const toReview = await aResource(world, { ...lurcats, status: 'to-review' });
	const archived = await aResource(world, { ...lurcats, status: 'archived' });
	const withdrawn = await aResource(world, { ...lurcats, status: 'withdrawn' });
	const byReferent = await aResource(world, { ...lurcats, status: 'withdrawn' });
	await world.db
		.owner`insert into activity (actor_id, verb, object_kind, object_id) values (${world.proviseure.id}, 'withdrawn', 'resource', ${byReferent.id})`;
	const makers: Who[] = [...college, 'cresi'];
	const publishers: Who[] = ['proviseure', 'cresi'];
	return [
		{
			what: 'one for all',
			key: { id: open.id },
			read: everybody,
			change: [
				title(publishers),
				{ what: 'withdrawing it', set: { status: 'withdrawn' }, by: publishers },
				{ what: 'making it a draft again', set: { status: 'draft' }, by: nobody, rule: publishers },
				{ what: 'its address', set: { slug: 'autre-adresse' }, by: nobody, rule: publishers },
				{ what: 'closing it to all but its author', set: { visibility: 'prive' }, by: nobody, refused: publishers },
				{
					what: 'giving it to the CRESI',
					set: { organisation_id: world.organisations.cresi.id },
					by: ['cresi'],
					refused: ['proviseure']
				},
				{ what: 'unmasking', set: { sensitivity: [] }, by: publishers }
			],
			remove: nobody
		},
		{
			what: 'one for the network',
			key: { id: reserved.id },
			read: members,
			change: [title(publishers)],
			remove: nobody
		},
		{ what: 'one to review', key: { id: toReview.id }, read: everybody, change: [title(publishers)], remove: nobody },
		{ what: 'an archived one', key: { id: archived.id }, read: everybody, change: [title(publishers)], remove: nobody },
		{
			what: 'one that the network withdrew',
			key: { id: withdrawn.id },
			read: makers,
			change: [{ what: 'bringing it back', set: { status: 'published' }, by: ['cresi'], refused: ['proviseure'] }],
			remove: nobody
		},
		{
			what: 'one that its referent withdrew',
			key: { id: byReferent.id },
			read: makers,
			change: [{ what: 'bringing it back', set: { status: 'published' }, by: publishers }],
			remove: nobody
		}
	];
}

async function restricted(world: World): Promise<Sample[]> {
	const lurcats = { organisation: world.organisations.lurcat.id, author: world.lurcat };
	const inside = await aResource(world, { ...lurcats, visibility: 'organisation' });
	const inSpace = await aResource(world, { ...lurcats, visibility: 'espace', space: world.spaces.comite.id });
	const named = await aResource(world, { visibility: 'prive', author: world.nouvelle, readers: [world.bondoufle] });
	return [
		{
			what: 'one for its organisation',
			key: { id: inside.id },
			read: college,
			change: [title(['proviseure']), { what: 'opening it to all', set: { visibility: 'public' }, by: ['proviseure'] }],
			remove: nobody
		},
		{
			what: 'one for a space',
			key: { id: inSpace.id },
			read: [...comite, ...college],
			change: [
				title(['proviseure', 'pilote']),
				{ what: 'opening it to all', set: { visibility: 'public' }, by: ['proviseure'], refused: ['pilote'] },
				{
					what: 'taking it out of its space',
					set: { visibility: 'organisation', space_id: null },
					by: ['proviseure'],
					refused: ['pilote']
				}
			],
			remove: nobody
		},
		{
			what: 'one for named people',
			key: { id: named.id },
			read: ['nouvelle', 'bondoufle'],
			change: [
				title(['nouvelle']),
				{ what: 'opening it to all', set: { visibility: 'public' }, by: nobody, refused: ['nouvelle'] }
			],
			remove: nobody
		}
	];
}

/** The label of a row says what is added; the `what` of each says for whom. */
function additions({ organisations, spaces }: World): Addition[] {
	const values = (more: Record<string, unknown>) => ({
		...{
			id: newId(),
			slug: `essai-${newId()}`,
			title: 'Un essai',
			kind_code: 'bilan',
			licence_code: 'cc-by',
			summary: 'Un résumé'
		},
		...more
	});
	const college = { organisation_id: organisations.lurcat.id };
	const comite = { space_id: spaces.comite.id, visibility: 'espace' };
	return [
		{ what: 'a draft in one’s own name', values: values({}), by: members },
		{ what: 'a proposal in one’s own name', values: values({ status: 'proposed' }), by: members },
		{ what: 'a publication in one’s own name', values: values({ status: 'published' }), by: ['cresi'] },
		{ what: 'a publication for oneself', values: values({ status: 'published', visibility: 'prive' }), by: members },
		{ what: 'a draft for the college', values: values(college), by: ['lurcat', 'proviseure', 'cresi'] },
		{
			what: 'a publication of the college',
			values: values({ ...college, status: 'published' }),
			by: ['proviseure', 'cresi']
		},
		{
			what: 'a publication inside the college',
			values: values({ ...college, status: 'published', visibility: 'organisation' }),
			by: ['proviseure']
		},
		{ what: 'a draft for the committee', values: values(comite), by: ['pilote', 'elue', 'agente', 'benevole'] },
		{ what: 'a publication in the committee', values: values({ ...comite, status: 'published' }), by: ['pilote'] },
		{
			what: 'a publication of the college in the committee',
			values: values({ ...comite, ...college, status: 'published' }),
			by: nobody
		},
		{
			what: 'one that was withdrawn already',
			values: values({ status: 'withdrawn' }),
			by: nobody,
			rule: [...members, 'unverified']
		},
		{ what: 'one with its instant of publication', values: values({ published_at: new Date() }), by: nobody },
		{ what: 'one with a version', values: values({ version: 3 }), by: nobody }
	];
}
