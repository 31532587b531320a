import { newId } from '../../../src/lib/platform/ids';
import { aPerson, everybody, openAccount, type World } from '../../support/world';
import { members, nobody, type TableRights } from '../../support/rights';

/** `model.md` § People: a name for the members, an address for nobody, one's own page for oneself. */
export async function peopleRights(world: World): Promise<TableRights[]> {
	const open = await aPerson(world.db, { name: 'Visible de tous', visibility: 'public' });
	const stranger = await openAccount(world.db, 'quelqu-un@example.org');
	return [
		{
			table: 'public.people',
			columns: {
				add: ['id', 'account_id', 'name', 'function', 'bio', 'language', 'time_zone'],
				change: ['name', 'function', 'bio', 'language', 'time_zone', 'visibility']
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
