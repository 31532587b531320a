/** What the forms of discussions say. Messages are keys of `messages/`. */
import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import { levels, limits, reactions } from './thread';

const id = z.string().refine(isId, 'threads_problem_form');
const text = z.string({ error: 'threads_problem_body' }).refine(between(1, limits.body), 'threads_problem_long');
const title = z
	.string({ error: 'threads_problem_title' })
	.refine(between(limits.title.least, limits.title.most), 'threads_problem_title');
const reason = z
	.string({ error: 'threads_problem_reason' })
	.refine(between(limits.reason.least, limits.reason.most), 'threads_problem_reason');

/** Whom a word of the text names, as it was chosen under the preview: `<kind>:<id> <word>`. */
const chosen = z.string().regex(/^(person|organisation):[0-9a-f-]{36} \S{1,60}$/, 'threads_problem_form');
const mentions = z.array(chosen).max(10, 'threads_problem_form').default([]);

const ids = z
	.array(id)
	.transform((given) => [...new Set(given)])
	.refine((given) => given.length <= limits.attached, 'threads_problem_attached')
	.optional();
const attached = { files: ids, resources: ids };

export const previewSchema = z.object({ body: z.string().default(''), mentions });

/** The ids are those of the thread and of its first post. */
export const threadSchema = z.object({ id, post: id, title, body: text, mentions, ...attached });
export type ThreadValues = z.infer<typeof threadSchema>;

export const replySchema = z.object({ id, body: text, mentions, replyTo: id.optional(), ...attached });
export type ReplyValues = z.infer<typeof replySchema>;

export const editSchema = z.object({ version: z.coerce.number().int().positive(), body: text, mentions, ...attached });
export type EditValues = z.infer<typeof editSchema>;

export const withdrawSchema = z.object({ reason: reason.optional() });
export const reactSchema = z.object({ post: id, kind: z.enum(reactions) });
export const keepSchema = z.object({ post: id, kept: z.enum(['0', '1']).transform((kept) => kept === '1') });
export const followSchema = z.object({ level: z.enum(levels) });

/** What changes a thread itself. */
export const changeSchema = z.discriminatedUnion('change', [
	z.object({ change: z.literal('title'), title, was: z.string() }),
	z.object({ change: z.literal('pin') }),
	z.object({ change: z.literal('unpin') }),
	z.object({ change: z.literal('close'), reason }),
	z.object({ change: z.literal('reopen') })
]);
export type Change = z.infer<typeof changeSchema>;
