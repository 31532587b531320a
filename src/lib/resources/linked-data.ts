import type { Resource } from './resources.server';

/** schema.org of a public resource (`domain.md` §2.2). It says only what the viewer's own row says: masking is done. */
export function linkedData(resource: Resource, address: string, origin: string): object {
	const named = (role: string) =>
		resource.contributors
			.filter((contributor) => contributor.role === role)
			.map((contributor) => ({
				'@type': contributor.isPerson ? 'Person' : 'Organization',
				name: contributor.name,
				...(contributor.slug ? { url: `${origin}/annuaire/${contributor.slug}` } : {})
			}));
	const description = {
		'@type': resource.files.length ? 'DigitalDocument' : 'CreativeWork',
		'@id': address,
		url: address,
		name: resource.title,
		description: resource.summary,
		genre: resource.kind,
		inLanguage: resource.language,
		license: resource.licenceUrl ?? undefined,
		keywords: [...resource.themes.map((theme) => theme.label), ...resource.keywords].join(', ') || undefined,
		dateCreated: resource.dateText ?? undefined,
		datePublished: resource.publishedAt?.toISOString(),
		author: named('creator'),
		publisher: named('publisher'),
		funder: named('funder'),
		spatialCoverage: resource.territories.map((territory) => territory.name),
		audience: resource.audiences.map((audience) => ({ '@type': 'Audience', audienceType: audience.label })),
		associatedMedia: resource.files.map((file) => ({
			'@type': 'MediaObject',
			name: file.label ?? file.name,
			contentUrl: `${address}/fichiers/${file.id}/${encodeURIComponent(file.name)}`,
			encodingFormat: file.mediaType,
			contentSize: String(file.size)
		}))
	};
	return Object.fromEntries(
		Object.entries(description).filter(([, value]) => !(Array.isArray(value) && value.length === 0))
	);
}
