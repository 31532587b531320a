/**
 * A notification is one fact that one person is told: who asked for less is told less, and who may no longer
 * see its object is told nothing. It is shown with the others about the same object, as one line.
 */
import { pathToMessage, pathToRoom } from '$lib/chat/chat';
import { pathToDocument } from '$lib/documents/document';
import { pathToThread, pathToThreads } from '$lib/threads/thread';

/** Why somebody is told, in the order in which it is chosen. */
export const kinds = [
	'mention',
	'reply',
	'message',
	'followed',
	'thread',
	'document',
	'event',
	'resource',
	'own-resource',
	'request',
	'invitation',
	'validation'
] as const;
export type Kind = (typeof kinds)[number];

/** How somebody is told, from the most to the least. */
export const levels = ['now', 'digest', 'centre', 'nothing'] as const;
export type Level = (typeof levels)[number];

/** Those of which Palabre writes a mail of its own when they happen: a second one would say it again. */
const withOwnMail: readonly Kind[] = ['own-resource', 'request', 'invitation'];
export const levelsOf = (kind: Kind): readonly Level[] =>
	withOwnMail.includes(kind) ? (['centre', 'nothing'] as const) : levels;

export const rhythms = ['daily', 'weekly', 'never'] as const;
export type Rhythm = (typeof rhythms)[number];

/** The two mails, which are stopped apart. */
export type MailList = 'now' | 'digest';

/** What a list is narrowed to, as its address says it. */
export const lists = { unread: 'non-lues', mine: 'pour-moi' } as const;
export type List = keyof typeof lists | 'all';

export function listOf(url: URL): List {
	const wanted = url.searchParams.get('liste');
	return (Object.keys(lists) as (keyof typeof lists)[]).find((name) => lists[name] === wanted) ?? 'all';
}

export type ObjectKind =
	'thread' | 'chat' | 'document' | 'event' | 'resource' | 'space' | 'organisation' | 'sign-up' | 'report';

/** What somebody is told of one object: all that they have not read, or all that they have. */
export interface Told {
	/** Of its newest fact: the order of the list. */
	id: string;
	at: string;
	unread: boolean;
	objectKind: ObjectKind;
	objectId: string;
	/** What the object is called now; null for a conversation with people who show themselves to nobody. */
	name: string | null;
	/** Of its address. */
	slug: string | null;
	space: { slug: string; name: string } | null;
	/** What happened, and how many times, the newest first. */
	facts: { kind: Kind; verb: string; count: number }[];
	/** The number of its first post, or message. */
	number: number | null;
	/** Of the newest fact, when the viewer may name them. */
	actor: { id: string; name: string } | null;
	/** How its newest text begins. */
	said: string | null;
}

/** Where one reads it. */
export function pathTo({
	objectKind,
	objectId,
	slug,
	space,
	number,
	facts
}: Omit<Told, 'id' | 'at' | 'unread'>): string {
	switch (objectKind) {
		case 'thread':
			return number
				? `${pathToThreads(space?.slug ?? '')}/${objectId}/${number}`
				: pathToThread(space?.slug ?? '', objectId);
		case 'chat':
			return pathToMessage(space ? pathToRoom(space.slug) : `/messages/${objectId}`, number ?? 1);
		case 'document':
			return pathToDocument(space?.slug ?? '', objectId);
		case 'event':
			return `/agenda/${slug}`;
		case 'resource':
			return facts.some(({ kind }) => kind === 'request') ? '/ressources/miennes' : `/ressources/${slug}`;
		case 'space':
			return `/espaces/${slug}/membres`;
		case 'organisation':
			return facts.some(({ kind }) => kind === 'validation')
				? `/admin/organisations/${objectId}`
				: `/annuaire/${slug}/membres`;
		case 'sign-up':
			return '/admin/inscriptions';
		case 'report':
			return `/admin/signalements/${objectId}`;
	}
}
