/** What search engines are told of an organisation (schema.org): what a visitor reads, and not more for who keeps the sheet. */
import { expect, it } from 'vitest';
import { linkedData } from '../../src/lib/organisations/linked-data';
import { isIndexable } from '../../src/lib/organisations/organisation';
import { findBySlug } from '../../src/lib/organisations/organisations.server';
import { newId } from '../../src/lib/platform/ids';
import { jsonLd } from '../../src/lib/platform/json-ld';
import type { Viewer } from '../support/database';
import { anOrganisation } from '../support/factories';
import { theWorld } from '../support/world';

const world = await theWorld();
const { db } = world;
const address = 'http://palabre.test/annuaire/puits';

async function full(options: Parameters<typeof anOrganisation>[1]) {
	const parent = await anOrganisation(world, { name: 'Maison mère' });
	const network = await anOrganisation(world, { name: 'Réseau des puits' });
	const hidden = await anOrganisation(world, { name: 'Réseau discret', visibility: 'prive' });
	const body = await anOrganisation(world, {
		name: 'Puits & jardins',
		acronym: 'PJ',
		summary: 'Creuse des puits avec les villages.',
		territory: 'bema',
		themes: ['eau-assainissement'],
		formerNames: ['Les sourciers'],
		countries: ['SN', 'ML'],
		referent: world.kayes,
		...options
	});
	await db.owner`update organisations set website = 'https://puits.example', rna = 'W912003456', languages = '{fr,bm}',
		contact_function = 'Secrétariat', parent_id = ${parent.id} where id = ${body.id}`;
	for (const network_id of [network.id, hidden.id])
		await db.owner`insert into organisation_networks ${db.owner({ organisation_id: body.id, network_id })}`;
	await db.owner`insert into organisation_contacts ${db.owner({ organisation_id: body.id, email: 'secretariat@puits.example' })}`;
	await db.owner`insert into organisation_twinnings ${db.owner({ id: newId(), organisation_id: body.id, town: 'Diéma', country: 'ML' })}`;
	return body;
}

const read = async (viewer: Viewer, { slug }: { slug: string }) => {
	const sheet = await db.as(viewer, (viewers) => findBySlug(viewers, slug, 'fr', viewer.claims !== null));
	if (!sheet) throw new Error('The sheet is not read.');
	return { sheet, linked: linkedData(sheet, address) };
};

it('says of an organisation what its page says to a visitor, and no address', async () => {
	const { sheet, linked } = await read(world.visitor, await full({}));
	expect(isIndexable(sheet)).toBe(true);
	expect(linked).toEqual({
		'@type': 'NGO',
		'@id': address,
		url: 'https://puits.example',
		name: 'Puits & jardins',
		alternateName: ['PJ', 'Les sourciers'],
		description: 'Creuse des puits avec les villages.',
		location: { '@type': 'Place', name: 'Béma', address: { '@type': 'PostalAddress', addressCountry: 'ML' } },
		identifier: [{ '@type': 'PropertyValue', propertyID: 'RNA', value: 'W912003456' }],
		knowsLanguage: ['bm', 'fr'],
		memberOf: [{ '@type': 'Organization', name: 'Réseau des puits' }],
		contactPoint: { '@type': 'ContactPoint', contactType: 'Secrétariat', url: `${address}/contact` },
		areaServed: ['ML', 'SN'],
		parentOrganization: { '@type': 'Organization', name: 'Maison mère' },
		knowsAbout: [expect.stringMatching(/^Eau/)]
	});
	expect(JSON.stringify(linked)).not.toContain('secretariat@');
});

it('names the region of a place that is masked, even on the page of who keeps the sheet', async () => {
	const body = await full({ sensitivity: ['place'] });
	for (const viewer of [world.visitor, world.nouvelle, world.kayes, world.admin]) {
		const { linked } = await read(viewer, body);
		const text = JSON.stringify(linked);
		expect(text).toContain('Région de Kayes');
		for (const place of ['Béma', 'bema', 'Diéma']) expect(text).not.toContain(place);
	}
});

it.each([
	['asks not to be found', { sensitivity: ['no_index' as const] }],
	['is for the network', { visibility: 'reseau' as const }]
])('is not sent for a sheet that %s', async (_, options) => {
	const { sheet } = await read(world.nouvelle, await full(options));
	expect(isIndexable(sheet)).toBe(false);
});

it('lets no text leave its script', () => {
	const block = jsonLd({ name: '</script><script>alert(1)</script>' });
	expect(block.match(/<\/?script/g)).toHaveLength(2);
	expect(JSON.parse(block.replace(/^<script[^>]*>|<\/script>$/g, ''))).toEqual({
		'@context': 'https://schema.org',
		name: '</script><script>alert(1)</script>'
	});
});
