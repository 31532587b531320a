import { z } from 'zod';
import { usualTimeZones } from './time-zones';

const zones = new Set(Intl.supportedValuesOf('timeZone').concat(usualTimeZones));

export const profileSchema = z.object({
	name: z.string({ error: 'signin_problem_name' }).min(2, 'signin_problem_name').max(80, 'signin_problem_name'),
	function: z.string().max(120, 'account_problem_function').optional(),
	bio: z.string().max(600, 'account_problem_bio').optional(),
	language: z.enum(['fr', 'en']),
	timeZone: z.string().refine((zone) => zones.has(zone), 'account_problem_zone'),
	visibility: z.enum(['public', 'reseau', 'prive'])
});
export type ProfileValues = z.infer<typeof profileSchema>;

export const passphraseSchema = z.object({
	passphrase: z.string({ error: 'account_passphrase_too_short' }).min(1, 'account_passphrase_too_short').max(200, 'account_passphrase_too_long')
});
