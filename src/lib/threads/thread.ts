/**
 * A thread is a discussion of a space: a title, and posts numbered from 1 in the order in which they were
 * kept. A number is never given twice, so that `#message-12` names the same post for good; what is withdrawn
 * keeps its number and its date, and says nothing any more.
 */
export const postsPerPage = 50;
export const threadsPerPage = 20;

/** Characters, as the table says them. */
export const limits = { title: { least: 3, most: 200 }, body: 10_000, reason: { least: 3, most: 600 } } as const;

/** What a list is narrowed to, as its address says it. */
export const lists = { unanswered: 'sans-reponse' } as const;
export type List = keyof typeof lists | 'all';

export function listOf(url: URL): List {
	const wanted = url.searchParams.get('liste');
	return (Object.keys(lists) as (keyof typeof lists)[]).find((name) => lists[name] === wanted) ?? 'all';
}

export const pageOf = (number: number) => Math.max(1, Math.ceil(number / postsPerPage));

export const pathToThreads = (space: string) => `/espaces/${space}/discussions`;

/** The address of a thread, or of one of its posts, which stays the same. */
export function pathToThread(space: string, thread: string, post?: number): string {
	const path = `${pathToThreads(space)}/${thread}`;
	if (!post) return path;
	return `${path}${pageOf(post) > 1 ? `?page=${pageOf(post)}` : ''}#message-${post}`;
}

/** The page of an address; anything else is the first. */
export function pageIn(url: URL): number {
	const page = Number(url.searchParams.get('page') ?? 1);
	return Number.isSafeInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
}
