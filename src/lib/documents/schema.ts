/** What the forms of a document say. Messages are keys of `messages/`. */
import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import { limits, reaches, statuses, templates, writers } from './document';

const id = z.string().refine(isId, 'documents_problem_form');

const said = {
	title: z
		.string({ error: 'documents_problem_title' })
		.refine(between(limits.title.least, limits.title.most), 'documents_problem_title'),
	language: z.enum(['fr', 'en'], { error: 'documents_problem_form' }),
	readBy: z.enum(reaches, { error: 'documents_problem_reach' }),
	writtenBy: z.enum(writers, { error: 'documents_problem_reach' })
};
/** What only named people read, only they write. */
const coherent = <T extends { readBy: string; writtenBy: string }>(values: T): T =>
	values.readBy === 'named' ? { ...values, writtenBy: 'named' } : values;

export const documentSchema = z
	.object({
		id,
		...said,
		template: z.enum(templates, { error: 'documents_problem_form' }).optional(),
		beginning: z.string().refine(between(0, limits.beginning), 'documents_problem_beginning').optional()
	})
	.transform(coherent);
export type DocumentValues = z.infer<typeof documentSchema>;

export const settingsSchema = z.object({ version: z.coerce.number().int().positive(), ...said }).transform(coherent);
export type SettingsValues = z.infer<typeof settingsSchema>;

const versionName = z
	.string({ error: 'documents_problem_version_name' })
	.refine(between(1, limits.versionName), 'documents_problem_version_name');
export const versionSchema = z.object({ id, name: versionName });
export type VersionValues = z.infer<typeof versionSchema>;
export const restoreSchema = z.object({ id });
export const renameSchema = z.object({
	name: z.string().refine(between(0, limits.versionName), 'documents_problem_version_name').default('')
});
export const removeSchema = z.object({
	reason: z
		.string({ error: 'documents_problem_reason' })
		.refine(between(limits.reason.least, limits.reason.most), 'documents_problem_reason')
});

export const statusSchema = z.object({ status: z.enum(statuses, { error: 'documents_problem_form' }) });

export const namedSchema = z.object({
	person: z.string({ error: 'documents_problem_person' }).refine(isId, 'documents_problem_person'),
	as: z.enum(['read', 'write', 'nothing'], { error: 'documents_problem_form' })
});
export type NamedValues = z.infer<typeof namedSchema>;
