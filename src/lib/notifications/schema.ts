/** What the forms of notifications say. Messages are keys of `messages/`. */
import { z } from 'zod';
import { kinds, levels, levelsOf, rhythms, type Kind, type Level } from './notification';

const problem = 'notifications_problem_form';
const number = z.string().regex(/^\d{1,18}$/, problem);

/** Until the newest that was shown: what came since stays unread. */
export const readAllSchema = z.object({ until: number });
export const readSchema = z.object({ until: number, object: z.uuid(problem) });

const levelOf = (kind: Kind) => z.enum(levelsOf(kind) as readonly [Level, ...Level[]], problem);
const byKind = Object.fromEntries(kinds.map((kind) => [kind, levelOf(kind)])) as Record<
	Kind,
	ReturnType<typeof levelOf>
>;

/** `<space> <level>`: a space without a line is told as usual. */
const spaceLevel = z
	.string()
	.regex(new RegExp(`^[0-9a-f-]{36} (${levels.join('|')})$`), problem)
	.transform((chosen) => ({ space: chosen.slice(0, 36), level: chosen.slice(37) as Level }));

export const settingsSchema = z.object({
	...byKind,
	atOnce: z.enum(['yes', 'no'], problem).transform((chosen) => chosen === 'yes'),
	digest: z.enum(rhythms, problem),
	spaces: z.array(spaceLevel).max(500, problem).default([])
});
export type SettingsValues = z.infer<typeof settingsSchema>;

export const stopSchema = z.enum(['now', 'digest']).catch('now');
