/** What somebody types to invite. Messages are keys of `messages/`. */
import { z } from 'zod';
import { addressSchema } from '$lib/people/sign-in';
import { between, characters } from '$lib/platform/characters';

const name = z.string().refine(between(2, 80), 'invitation_problem_name').optional();
const word = z
	.string()
	.refine((text) => characters(text) <= 600, 'invitation_problem_word')
	.optional();
const language = z.enum(['fr', 'en']);

/** One invitation. The role is one of the body's, which the page says; in a space, one may sit for an organisation. */
export const oneSchema = addressSchema.extend({
	id: z.uuid(),
	name,
	language,
	word,
	role: z.string().max(30).optional(),
	seat: z.uuid().optional()
});
export type OneValues = z.infer<typeof oneSchema>;

/** The list: pasted, or a file read beside it. */
export const manySchema = z.object({
	language,
	word,
	lines: z.string().max(100_000, 'invitation_problem_size').optional()
});

/** The cells of one line of a spreadsheet, once its heading is read. */
export const cellsSchema = z.object({
	email: addressSchema.shape.email,
	name,
	organisation: z.string().max(200, 'invitation_problem_organisation').optional(),
	role: z.string().max(60).optional(),
	word
});
export type Cells = z.infer<typeof cellsSchema>;
