/** An entry of the register of processing, as an administrator types it. Messages are keys of `messages/`. */
import { z } from 'zod';
import { between } from '$lib/platform/characters';

const text = (most: number) => z.string({ error: 'register_problem' }).refine(between(2, most), 'register_problem');

export const registerSchema = z.object({
	id: z.uuid(),
	/** Absent: a new entry. */
	version: z.coerce.number().int().positive().optional(),
	name: text(160),
	purpose: text(1000),
	legalBasis: text(300),
	people: text(500),
	data: text(1000),
	recipients: text(500),
	retention: text(500)
});
export type RegisterValues = z.infer<typeof registerSchema>;

/** In the order of the form, with how long each may be. */
export const registerFields = {
	name: 160,
	purpose: 1000,
	legalBasis: 300,
	people: 500,
	data: 1000,
	recipients: 500,
	retention: 500
} as const;
export type RegisterField = keyof typeof registerFields;
