import type { Organisation } from './organisations.server';

/** schema.org of a public organisation (`domain.md` §2.2). Its place is the one that everybody may see, whoever asks. */
export function linkedData(organisation: Organisation, address: string): object {
	return {
		'@type': organisation.kindCode === 'association' ? 'NGO' : 'Organization',
		'@id': address,
		url: organisation.website ?? address,
		name: organisation.name,
		...(organisation.acronym || organisation.names.length
			? { alternateName: [organisation.acronym, ...organisation.names.map((name) => name.name)].filter(Boolean) }
			: {}),
		...(organisation.summary ? { description: organisation.summary } : {}),
		...(organisation.territory
			? {
					location: {
						'@type': 'Place',
						name: organisation.territory.name,
						address: { '@type': 'PostalAddress', addressCountry: organisation.territory.country }
					}
				}
			: {}),
		...(organisation.countries.length ? { areaServed: organisation.countries.toSorted() } : {}),
		...(organisation.parent ? { parentOrganization: { '@type': 'Organization', name: organisation.parent.name } } : {}),
		...(organisation.themes.length ? { knowsAbout: organisation.themes.map((theme) => theme.label) } : {})
	};
}
