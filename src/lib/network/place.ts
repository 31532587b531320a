import { z } from 'zod';
import { between } from '$lib/platform/characters';

/** Kinds of places that lie in another one, from the widest to the smallest. */
export const placeKinds = [
	'region',
	'departement',
	'cercle',
	'intercommunalite',
	'commune',
	'ville-partenaire'
] as const;
export type PlaceKind = (typeof placeKinds)[number];

const coordinate = (most: number) =>
	z
		.string()
		.transform((typed) => Number(typed.replace(',', '.')))
		.refine((degrees) => Math.abs(degrees) <= most, 'territory_problem_degrees')
		.optional();

/** A place that an administrator adds. Messages are keys of `messages/`. */
export const placeSchema = z
	.object({
		name: z.string({ error: 'territory_problem_name' }).refine(between(1, 120), 'territory_problem_name'),
		kind: z.enum(placeKinds, { error: 'territory_problem_kind' }),
		territory: z.string({ error: 'territory_problem_within' }).max(80),
		/** INSEE, for a French one. */
		insee: z
			.string()
			.transform((typed) => typed.replace(/\s/g, '').toUpperCase())
			.refine((typed) => /^[0-9AB]{2,5}$/.test(typed), 'territory_problem_insee')
			.optional(),
		latitude: coordinate(90),
		longitude: coordinate(180)
	})
	.refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), {
		path: ['latitude'],
		message: 'territory_problem_degrees'
	});
export type PlaceValues = z.output<typeof placeSchema>;
