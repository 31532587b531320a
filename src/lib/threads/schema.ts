/** What the forms of discussions say. Messages are keys of `messages/`. */
import { z } from 'zod';
import { between } from '$lib/platform/characters';
import { isId } from '$lib/platform/ids';
import { limits } from './thread';

const id = z.string().refine(isId, 'threads_problem_form');
const body = z.string({ error: 'threads_problem_body' }).refine(between(1, limits.body), 'threads_problem_long');

export const threadSchema = z.object({
	id,
	/** The id of its first post. */
	post: id,
	title: z
		.string({ error: 'threads_problem_title' })
		.refine(between(limits.title.least, limits.title.most), 'threads_problem_title'),
	body
});
export type ThreadValues = z.infer<typeof threadSchema>;

export const replySchema = z.object({ id, body });
export type ReplyValues = z.infer<typeof replySchema>;
