/**
 * Makes `outlines.json` from Natural Earth (public domain), by the packages `world-atlas` and
 * `topojson-client`: `node src/lib/search/map/make-outlines.ts`. A tenth of a degree is what a phone shows.
 */
import fs from 'node:fs';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

const atlas = JSON.parse(
	fs.readFileSync(new URL(import.meta.resolve('world-atlas/countries-110m.json')), 'utf8')
) as Topology<{ countries: GeometryCollection }>;
const rounded = (value: unknown): unknown =>
	Array.isArray(value) ? value.map(rounded) : typeof value === 'number' ? Math.round(value * 10) / 10 : value;
const countries = feature(atlas, atlas.objects.countries).features.map(({ geometry }) => ({
	type: geometry.type,
	coordinates: rounded('coordinates' in geometry ? geometry.coordinates : [])
}));
fs.writeFileSync(
	new URL('outlines.json', import.meta.url),
	`${JSON.stringify({ type: 'GeometryCollection', geometries: countries })}\n`
);
