/** The discussions of the files, moved as a whole so that the last message is of the last day. */
import { idOf, type Dataset, type Table } from '../dataset.ts';

const dayLength = 24 * 60 * 60 * 1000;

/** The record of the project that a discussion is about goes with what opened it. */
const projects = [
	['disc-inventaire-patrimoine-p1', 'res-projet-patrimoine'],
	['disc-plan-formation-commune-v-p1', 'res-projet-commune-v']
] as const;

export function threadTables({ discussions, personas }: Dataset, now: Date): Table[] {
	const bodyOf = new Map(personas.map(({ id, organisation }) => [id, organisation]));
	const posts = discussions
		.flatMap(({ id, posts }) => posts.map((post) => ({ ...post, thread: id, at: Date.parse(post.createdAt) })))
		// They are numbered in the order in which they come.
		.sort((a, b) => a.at - b.at);
	// By whole days: what was written in the evening stays so.
	const days = Math.floor((now.getTime() - Math.max(...posts.map(({ at }) => at))) / dayLength);
	const moved = (at: number) => new Date(at + days * dayLength).toISOString();
	return [
		{
			name: 'public.threads',
			rows: discussions.map(({ id, space, title, pinned, createdAt, status }) => ({
				id: idOf('thread', id),
				space_id: idOf('space', space),
				title,
				language: 'fr',
				last_number: 0,
				last_posted_at: moved(Date.parse(createdAt)),
				pinned_at: pinned ? moved(Date.parse(createdAt)) : null,
				closed_at: status === 'resolu' ? now.toISOString() : null,
				closed_reason: status === 'resolu' ? 'La question est résolue.' : null,
				version: 1,
				created_at: moved(Date.parse(createdAt))
			}))
		},
		{
			name: 'public.posts',
			rows: posts.map(({ id, thread, author, body, at, replyTo }) => ({
				id: idOf('post', id),
				thread_id: idOf('thread', thread),
				body,
				reply_to: replyTo ? idOf('post', replyTo) : null,
				organisation_id: idOf('organisation', bodyOf.get(author) ?? ''),
				version: 1,
				created_at: moved(at)
			}))
		},
		{
			name: 'public.post_resources',
			rows: projects.map(([post, resource]) => ({
				post_id: idOf('post', post),
				resource_id: idOf('resource', resource),
				position: 0
			}))
		},
		{
			name: 'private.authorships',
			rows: [
				...discussions.map(({ id, author }) => authorship('thread', id, author)),
				...posts.map(({ id, author }) => authorship('post', id, author))
			]
		}
	];
}

const authorship = (kind: 'thread' | 'post', id: string, author: string) => ({
	object_kind: kind,
	object_id: idOf(kind, id),
	person_id: idOf('person', author)
});
