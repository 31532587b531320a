/** What running the network lets one decide about a person: their role in it. */
import { z } from 'zod';

export const networkRoles = ['membre', 'documentaliste', 'animateur', 'admin'] as const;
export type NetworkRole = (typeof networkRoles)[number];

export const roleSchema = z.object({
	role: z.enum(networkRoles, 'admin_people_problem_role'),
	/** The role that was shown: another one has been given since when it is no longer theirs. */
	was: z.enum(networkRoles)
});
