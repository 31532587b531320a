import { newId } from '../../../src/lib/platform/ids';
import type { TableRights } from '../../support/rights';
import type { World } from '../../support/world';

/** What somebody brought is theirs, and only while they facilitate the network. */
export async function importRights({ db: { owner }, animatrice, bondoufle }: World): Promise<TableRights[]> {
	const [open, applied, old, strangers] = [newId(), newId(), newId(), newId()];
	await owner`insert into organisation_imports (id, person_id, file_name, created_at, applied_at) values
		(${open}, ${animatrice.id}, 'a.csv', now(), null), (${applied}, ${animatrice.id}, 'b.csv', now(), now()),
		(${old}, ${animatrice.id}, 'c.csv', now() - interval '25 hours', null), (${strangers}, ${bondoufle.id}, 'd.csv', now(), null)`;
	const line = (import_id: string, n: number, outcome: string) => ({
		import_id,
		line: n,
		outcome,
		name: 'Essai',
		organisation_id: outcome === 'rejected' ? null : newId()
	});
	await owner`insert into organisation_import_rows ${owner([
		line(open, 2, 'similar'),
		line(open, 3, 'new'),
		line(applied, 2, 'similar'),
		line(old, 2, 'similar'),
		line(strangers, 2, 'similar')
	])}`;
	const keeping = (by: readonly 'animatrice'[]) => [{ what: 'that it is another one', set: { keep: true }, by }];
	const sample = (
		what: string,
		import_id: string,
		n: number,
		read: readonly 'animatrice'[],
		by: readonly 'animatrice'[]
	) => ({
		what,
		key: { import_id, line: n },
		read,
		change: keeping(by)
	});
	return [
		{
			table: 'public.organisation_imports',
			samples: [
				{ what: 'what a facilitator brought', key: { id: open }, read: ['animatrice'] },
				{ what: 'what somebody brought who facilitates no more', key: { id: strangers }, read: [] }
			]
		},
		{
			table: 'public.organisation_import_rows',
			columns: { change: ['keep'] },
			samples: [
				sample('a lookalike', open, 2, ['animatrice'], ['animatrice']),
				sample('a new one', open, 3, ['animatrice'], []),
				sample('a lookalike that was applied', applied, 2, ['animatrice'], []),
				sample('a lookalike of yesterday', old, 2, ['animatrice'], []),
				sample('a lookalike of somebody else', strangers, 2, [], [])
			]
		}
	];
}
