/** What the network says of itself, as its administrators type it. Messages are keys of `messages/`. */
import { z } from 'zod';
import { between } from '$lib/platform/characters';

const text = (most: number) => z.string().max(most, 'admin_problem_long').optional();

export const settingsSchema = z
	.object({
		version: z.coerce.number().int().positive(),
		name: z.string({ error: 'admin_problem_name' }).refine(between(2, 120), 'admin_problem_name'),
		tagline: text(200),
		introduction: text(1000),
		publisher: text(200),
		publisherAddress: text(300),
		publicationDirector: text(200),
		host: text(200),
		hostAddress: text(300),
		contactEmail: z.email('signin_problem_address').max(200, 'signin_problem_address').optional(),
		contactPhone: text(40),
		accessibilityStatus: z.enum(['non', 'partielle', 'totale']),
		accessibilityAuditedOn: z.iso.date('admin_problem_date').optional(),
		signUp: z.enum(['open', 'request', 'invitation'])
	})
	.refine((given) => given.accessibilityStatus === 'non' || given.accessibilityAuditedOn, {
		path: ['accessibilityAuditedOn'],
		message: 'admin_problem_audit'
	});
export type SettingsValues = z.infer<typeof settingsSchema>;

/** In the order of the form. */
export const settingsNames = [
	'name',
	'tagline',
	'introduction',
	'signUp',
	'publisher',
	'publisherAddress',
	'publicationDirector',
	'host',
	'hostAddress',
	'contactEmail',
	'contactPhone',
	'accessibilityStatus',
	'accessibilityAuditedOn'
] as const satisfies (keyof SettingsValues)[];
