/**
 * A thread is a discussion of a space: a title, and posts numbered from 1 in the order in which they were
 * kept. A number is never given twice, so that `#message-12` names the same post for good; what is withdrawn
 * keeps its number and its date, and says nothing any more.
 */
export const postsPerPage = 50;
export const threadsPerPage = 20;

/** Characters, as the table says them; and how many files, or resources, go with a post. */
export const limits = {
	title: { least: 3, most: 200 },
	body: 10_000,
	reason: { least: 3, most: 600 },
	attached: 10
} as const;

/** What a list is narrowed to, as its address says it. */
export const lists = { unread: 'non-lues', unanswered: 'sans-reponse', followed: 'suivies' } as const;
export type List = keyof typeof lists | 'all';

export function listOf(url: URL): List {
	const wanted = url.searchParams.get('liste');
	return (Object.keys(lists) as (keyof typeof lists)[]).find((name) => lists[name] === wanted) ?? 'all';
}

/** What somebody wants to be told of a thread; the second is that of who said nothing. */
export const levels = ['everything', 'mentions', 'nothing'] as const;
export type Level = (typeof levels)[number];
export const usualLevel: Level = 'mentions';

/** Reactions are words (`design.md` § Voix). */
export const reactions = ['thanks', 'agree', 'can-help', 'to-discuss'] as const;
export type Reaction = (typeof reactions)[number];

export const pageOf = (number: number) => Math.max(1, Math.ceil(number / postsPerPage));

export const pathToThreads = (space: string) => `/espaces/${space}/discussions`;

/** What is to keep in mind of a whole space. */
export const pathToKept = (space: string) => `${pathToThreads(space)}/a-retenir`;

/** The address of a thread, or of one of its posts, which stays the same. */
export function pathToThread(space: string, thread: string, post?: number): string {
	const path = `${pathToThreads(space)}/${thread}`;
	if (!post) return path;
	return `${path}${pageOf(post) > 1 ? `?page=${pageOf(post)}` : ''}#message-${post}`;
}

/** A whole number of an address; anything else is absent. */
export function numberIn(url: URL, name: string): number | null {
	const number = Number(url.searchParams.get(name) ?? Number.NaN);
	return Number.isSafeInteger(number) && number >= 1 && number <= 1_000_000 ? number : null;
}
