/** An entry of the register of processing, as an administrator types it. Messages are keys of `messages/`. */
import { z } from 'zod';
import { between } from '$lib/platform/characters';

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
/** The French text of a field, or the English one beside it. */
export type RegisterText = RegisterField | `${RegisterField}En`;
export const registerFieldNames = Object.keys(registerFields) as RegisterField[];
export const registerTexts: RegisterText[] = registerFieldNames.flatMap((field) => [field, `${field}En` as const]);

const text = (most: number) => z.string({ error: 'register_problem' }).refine(between(2, most), 'register_problem');

export const registerSchema = z.object({
	id: z.uuid(),
	/** Absent: a new entry. */
	version: z.coerce.number().int().positive().optional(),
	name: text(registerFields.name),
	purpose: text(registerFields.purpose),
	legalBasis: text(registerFields.legalBasis),
	people: text(registerFields.people),
	data: text(registerFields.data),
	recipients: text(registerFields.recipients),
	retention: text(registerFields.retention),
	nameEn: text(registerFields.name).optional(),
	purposeEn: text(registerFields.purpose).optional(),
	legalBasisEn: text(registerFields.legalBasis).optional(),
	peopleEn: text(registerFields.people).optional(),
	dataEn: text(registerFields.data).optional(),
	recipientsEn: text(registerFields.recipients).optional(),
	retentionEn: text(registerFields.retention).optional()
});
export type RegisterValues = z.infer<typeof registerSchema>;
