import { newId } from '../../../src/lib/platform/ids';
import { aPerson, everybody, openAccount, type Who, type World } from '../../support/world';
import { facilitators, members, nobody, type TableRights } from '../../support/rights';

/** `model.md` § People: a name for the members, an address for nobody, one's own page for oneself. */
export async function peopleRights(world: World): Promise<TableRights[]> {
	const open = await aPerson(world.db, { name: 'Visible de tous', visibility: 'public' });
	const stranger = await openAccount(world.db, 'quelqu-un@example.org');
	return [
		await exportRights(world),
		await detailRights(world),
		await preferenceRights(world),
		await requestRights(world),
		...(await consentRights(world)),
		{
			table: 'public.people',
			columns: {
				add: ['id', 'account_id', 'name', 'function', 'bio', 'language', 'time_zone'],
				change: ['name', 'function', 'bio', 'language', 'time_zone', 'visibility', 'takes_messages']
			},
			samples: [
				{
					what: 'somebody who chose to be public',
					key: { id: open.id },
					read: everybody,
					change: [{ what: 'a name', set: { name: 'Autre' }, by: nobody }]
				},
				{
					what: 'a member',
					key: { id: world.nouvelle.id },
					read: members,
					change: [
						{ what: 'their name', set: { name: 'Awa' }, by: ['nouvelle'] },
						{ what: 'their visibility', set: { visibility: 'prive' }, by: ['nouvelle'] },
						{ what: 'their role in the network', set: { network_role: 'admin' }, by: nobody },
						{ what: 'their account', set: { account_id: stranger.sub }, by: nobody }
					]
				},
				{
					what: 'somebody whom nobody else sees',
					key: { id: world.benevole.id },
					read: ['benevole'],
					change: [{ what: 'their name', set: { name: 'Fatou' }, by: ['benevole'] }]
				}
			],
			add: [
				{
					what: 'a person for an account that proved nothing',
					values: { id: newId(), account_id: world.unverified.claims.sub, name: 'Jamais vérifié' },
					by: nobody
				},
				{
					what: 'a person for somebody else',
					values: { id: newId(), account_id: stranger.sub, name: 'Quelqu’un' },
					by: nobody
				},
				{ what: 'a person without account', values: { id: newId(), name: 'Personne' }, by: nobody },
				{
					what: 'an administrator',
					values: { id: newId(), account_id: stranger.sub, name: 'Chef', network_role: 'admin' },
					by: nobody
				}
			]
		}
	];
}

/** A copy of one's data is one's own: nobody else knows that it was asked for. */
async function exportRights(world: World): Promise<TableRights> {
	const id = newId();
	await world.db
		.owner`insert into data_exports ${world.db.owner({ id, person_id: world.nouvelle.id, asked_at: new Date(Date.now() - 7_200_000) })}`;
	return {
		table: 'public.data_exports',
		columns: { add: ['id', 'person_id'] },
		samples: [{ what: 'a copy asked for by a member', key: { id }, read: ['nouvelle'] }],
		add: [
			{ what: 'one’s own', values: { id: newId(), person_id: world.nouvelle.id }, by: ['nouvelle'] },
			{ what: 'that of a hidden member', values: { id: newId(), person_id: world.benevole.id }, by: ['benevole'] },
			{
				what: 'one that is ready',
				values: { id: newId(), person_id: world.nouvelle.id, ready_at: new Date(), expires_at: new Date(), size: 1 },
				by: nobody
			}
		]
	};
}

/** A request is between who asks and those who run the network; only an account that is nobody yet asks. */
async function requestRights(world: World): Promise<TableRights> {
	const { owner } = world.db;
	const [waiting, refused] = [newId(), newId()];
	const applicant = async () => (await openAccount(world.db, `${newId()}@example.org`)).sub;
	const asked = { name: 'Awa Diarra', message: 'Je rejoins le comité de jumelage.' };
	await owner`insert into sign_up_requests ${owner([
		{ id: waiting, account_id: await applicant(), ...asked, status: 'waiting', answer: null },
		{
			id: refused,
			account_id: await applicant(),
			...asked,
			status: 'refused',
			answer: 'Ce réseau est celui d’un autre territoire.'
		}
	])}`;
	const change = (what: string, set: Record<string, unknown>, by: readonly Who[] = facilitators) => ({ what, set, by });
	return {
		table: 'public.sign_up_requests',
		columns: { add: ['id', 'account_id', 'name', 'message', 'language'], change: ['status', 'answer'] },
		samples: [
			{
				what: 'a request that waits',
				key: { id: waiting },
				read: facilitators,
				change: [
					change('accepted', { status: 'accepted' }),
					change('refused with a reason', { status: 'refused', answer: 'Non' }),
					change('what it says', { message: 'Je dis autre chose.' }, nobody),
					change('who answers', { answered_by: world.admin.id }, nobody)
				]
			},
			{
				what: 'a request that was answered',
				key: { id: refused },
				read: facilitators,
				change: [change('accepted after all', { status: 'accepted' }, nobody)]
			}
		],
		add: [
			{
				what: 'one’s own, where sign-up is open',
				values: { id: newId(), account_id: world.nouvelle.claims.sub, ...asked },
				by: nobody
			},
			{
				what: 'one for an account that proved nothing',
				values: { id: newId(), account_id: world.unverified.claims.sub, ...asked },
				by: nobody
			},
			{
				what: 'one that is accepted already',
				values: { id: newId(), account_id: await applicant(), ...asked, status: 'accepted' },
				by: nobody
			}
		]
	};
}

/** What one agreed to is one's own; the text is read by who agreed to it. */
async function consentRights(world: World): Promise<TableRights[]> {
	const hash = 'a'.repeat(64);
	await world.db
		.owner`insert into consent_texts ${world.db.owner({ hash, kind: 'rules', language: 'fr', body: 'Écrire avec respect.' })}`;
	await world.db.owner`insert into consents ${world.db.owner({ person_id: world.nouvelle.id, text_hash: hash })}`;
	return [
		{
			table: 'public.consents',
			samples: [
				{ what: 'that of a member', key: { person_id: world.nouvelle.id, text_hash: hash }, read: ['nouvelle'] }
			]
		},
		{
			table: 'public.consent_texts',
			samples: [{ what: 'a text that a member agreed to', key: { hash }, read: ['nouvelle'] }]
		}
	];
}

/** Each detail has its own circle, within that of the person. */
async function detailRights(world: World): Promise<TableRights> {
	const { owner } = world.db;
	const [seen, shy] = await Promise.all([
		aPerson(world.db, { name: 'Visible de tous', visibility: 'public' }),
		aPerson(world.db, { name: 'Que personne ne voit', visibility: 'prive' })
	]);
	const detail = (person_id: string, field: string, visibility: string) => ({
		person_id,
		field,
		texts: ['bm'],
		visibility
	});
	await owner`insert into person_details ${owner([
		detail(seen.id, 'languages', 'public'),
		detail(seen.id, 'skills', 'reseau'),
		detail(shy.id, 'languages', 'public'),
		detail(world.nouvelle.id, 'languages', 'public'),
		detail(world.nouvelle.id, 'skills', 'prive')
	])}`;
	const key = (person_id: string, field: string) => ({ person_id, field });
	return {
		table: 'public.person_details',
		columns: { add: ['person_id', 'field', 'texts', 'visibility'], change: ['texts', 'visibility'] },
		samples: [
			{ what: 'the open detail of somebody public', key: key(seen.id, 'languages'), read: everybody },
			{ what: 'what they show to the network', key: key(seen.id, 'skills'), read: members },
			{ what: 'the open detail of somebody whom nobody sees', key: key(shy.id, 'languages'), read: nobody },
			{ what: 'the open detail of a member', key: key(world.nouvelle.id, 'languages'), read: members },
			{
				what: 'what a member keeps for themselves',
				key: key(world.nouvelle.id, 'skills'),
				read: ['nouvelle'],
				change: [
					{ what: 'what it says', set: { texts: ['Couture'] }, by: ['nouvelle'] },
					{ what: 'whose it is', set: { person_id: world.kayes.id }, by: nobody }
				],
				remove: ['nouvelle']
			}
		],
		add: [
			{ what: 'one’s own', values: detail(world.kayes.id, 'languages', 'reseau'), by: ['kayes'] },
			{ what: 'that of a hidden member', values: detail(world.benevole.id, 'skills', 'reseau'), by: ['benevole'] }
		]
	};
}

async function preferenceRights(world: World): Promise<TableRights> {
	await world.db
		.owner`insert into person_preferences ${world.db.owner({ person_id: world.nouvelle.id, theme: 'dark', light_mode: true })}`;
	return {
		table: 'public.person_preferences',
		columns: { add: ['person_id', 'theme', 'light_mode'], change: ['theme', 'light_mode'] },
		samples: [
			{
				what: 'how a member likes to read',
				key: { person_id: world.nouvelle.id },
				read: ['nouvelle'],
				change: [
					{ what: 'the theme', set: { theme: 'light' }, by: ['nouvelle'] },
					{ what: 'whose it is', set: { person_id: world.kayes.id }, by: nobody }
				]
			}
		],
		add: [{ what: 'one’s own', values: { person_id: world.kayes.id, theme: 'dark' }, by: ['kayes'] }]
	};
}
