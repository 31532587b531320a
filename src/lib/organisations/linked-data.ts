import type { Organisation } from './organisations.server';

/** schema.org of a public organisation (`domain.md` §2.2). Its place is the one that everybody may see, whoever asks. */
export function linkedData(organisation: Organisation, address: string): object {
	const numbers = { RNA: organisation.rna, SIREN: organisation.siren };
	const identifiers = Object.entries(numbers).flatMap(([propertyID, value]) =>
		value ? [{ '@type': 'PropertyValue', propertyID, value }] : []
	);
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
		...(identifiers.length ? { identifier: identifiers } : {}),
		...(organisation.languages.length ? { knowsLanguage: organisation.languages.toSorted() } : {}),
		...(organisation.networks.length
			? { memberOf: organisation.networks.map(({ name }) => ({ '@type': 'Organization', name })) }
			: {}),
		...(organisation.contactFunction
			? {
					contactPoint: {
						'@type': 'ContactPoint',
						contactType: organisation.contactFunction,
						url: `${address}/contact`
					}
				}
			: {}),
		...(organisation.countries.length ? { areaServed: organisation.countries.toSorted() } : {}),
		...(organisation.parent ? { parentOrganization: { '@type': 'Organization', name: organisation.parent.name } } : {}),
		...(organisation.themes.length ? { knowsAbout: organisation.themes.map((theme) => theme.label) } : {})
	};
}
