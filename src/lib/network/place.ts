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

/** Degrees. */
export interface Position {
	latitude: number;
	longitude: number;
}

const coordinate = (most: number) =>
	z
		.string()
		// A minus sign that was copied from a text is another character than the one of keyboards.
		.transform((typed) => Number(typed.replace(',', '.').replace('−', '-')))
		.refine((degrees) => Math.abs(degrees) <= most, 'territory_problem_degrees')
		.optional();

/** What is corrected of a place once it is there. */
const where = {
	name: z.string({ error: 'territory_problem_name' }).refine(between(1, 120), 'territory_problem_name'),
	latitude: coordinate(90),
	longitude: coordinate(180)
};
const isWhole = ({ latitude, longitude }: Partial<Position>) => (latitude === undefined) === (longitude === undefined);
const asTwo = { path: ['latitude'], message: 'territory_problem_degrees' };

/** A place that an administrator adds. Messages are keys of `messages/`. */
export const placeSchema = z
	.object({
		...where,
		kind: z.enum(placeKinds, { error: 'territory_problem_kind' }),
		territory: z.string({ error: 'territory_problem_within' }).max(80),
		/** INSEE, for a French one. */
		insee: z
			.string()
			.transform((typed) => typed.replace(/\s/g, '').toUpperCase())
			.refine((typed) => /^[0-9AB]{2,5}$/.test(typed), 'territory_problem_insee')
			.optional()
	})
	.refine(isWhole, asTwo);
export type PlaceValues = z.output<typeof placeSchema>;

/** @see territories.correct: the form carries what it showed. */
export const correctionSchema = z.object({ ...where, was: z.string().max(400) }).refine(isWhole, asTwo);
export type PlaceCorrection = z.output<typeof correctionSchema>;
