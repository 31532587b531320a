import { everybody } from '../../support/world';
import { nobody, terms, type TableRights } from '../../support/rights';

/** Controlled lists: everybody reads them, documentalists and administrators keep them, nobody erases a term in use. */
export function vocabularyRights(): TableRights[] {
	const labels = { label_fr: 'Essai', label_en: 'Trial' };
	const labelled = (name: string, code: string, more: Record<string, unknown> = {}): TableRights => ({
		table: `public.${name}`,
		samples: [
			{
				what: 'a term',
				key: { code },
				read: everybody,
				change: [{ what: 'its label', set: { label_fr: 'Corrigé' }, by: terms }]
			}
		],
		add: [{ what: 'a term', values: { code: 'essai', ...labels, ...more }, by: terms }]
	});
	return [
		labelled('themes', 'culture'),
		labelled('resource_kinds', 'bilan', { family: 'report' }),
		labelled('event_kinds', 'atelier', { family: 'meeting' }),
		labelled('organisation_kinds', 'association'),
		labelled('space_kinds', 'projet'),
		labelled('colleges', 'autres'),
		{
			table: 'public.usual_colleges',
			samples: [
				{
					what: 'the college of a kind',
					key: { kind_code: 'commune' },
					read: everybody,
					change: [{ what: 'the college', set: { college_code: 'autres' }, by: terms }]
				}
			],
			add: [{ what: 'a college', values: { kind_code: 'media', college_code: 'autres' }, by: terms }]
		},
		labelled('audiences', 'jeunes'),
		labelled('licences', 'cc-by', { meaning_fr: 'Essai', meaning_en: 'Trial' }),
		{
			table: 'public.territories',
			samples: [
				{
					what: 'a place',
					key: { code: 'bema' },
					read: everybody,
					change: [
						{ what: 'its name', set: { name: 'Bema' }, by: terms, refused: ['animatrice'] },
						{ what: 'how it is protected', set: { default_sensitivity: '{people}' }, by: [...terms, 'animatrice'] }
					]
				}
			],
			add: [
				{
					what: 'a place',
					values: { code: 'essai', name: 'Essai', kind: 'commune', country: 'FR', parent_code: 'essonne' },
					by: terms
				}
			]
		},
		{
			table: 'public.territory_ancestors',
			samples: [{ what: 'a lineage', key: { territory_code: 'bema', ancestor_code: 'mali' }, read: everybody }]
		},
		{ table: 'storage.buckets', samples: [{ what: 'the bucket of files', key: { id: 'files' }, read: nobody }] }
	];
}
