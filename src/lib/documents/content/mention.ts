/**
 * Somebody or something that a text names: its kind and its id, never its name, which each reader is shown under
 * their own rights.
 */
import { block, isRun, type Block, type Part } from './tree.ts';

export const mentionKinds = ['person', 'organisation', 'resource', 'thread', 'event'] as const;
export type MentionKind = (typeof mentionKinds)[number];
export interface Mention {
	kind: MentionKind;
	id: string;
}
/** What it is called today and where it leads; undefined when its reader may not see it, or it is gone. */
export type Resolver = (mention: Mention) => { name: string; href: string } | undefined;

const address = new RegExp(`^(${mentionKinds.join('|')}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);

export const mentionKey = ({ kind, id }: Mention) => `${kind}:${id}`;

/** `resource:01…`, as links of Markdown say it. */
export function readMention(text: string): Mention | undefined {
	const [, kind, id] = address.exec(text) ?? [];
	return kind && id ? { kind: kind as MentionKind, id } : undefined;
}

export const mentionBlock = ({ kind, id }: Mention): Block => block('mention', [], { kind, id });
export const mentionOf = ({ kind, attributes }: Block): Mention | undefined =>
	kind === 'mention' ? readMention(`${String(attributes['kind'])}:${String(attributes['id'])}`) : undefined;

/**
 * The same text with words in the place of what it names: for what is read as words.
 * @param resolve absent: for everybody, who are told of what kind it is.
 */
export function spelledOut(
	parts: Part[],
	kinds: Record<MentionKind, string>,
	resolve: Resolver = () => undefined
): Part[] {
	return parts.map((part) => {
		if (isRun(part)) return part;
		const mention = mentionOf(part);
		if (!mention) return { ...part, children: spelledOut(part.children, kinds, resolve) };
		const found = resolve(mention);
		return { text: found ? `@${found.name}` : kinds[mention.kind], marks: {} };
	});
}

/** Each once. */
export function mentionsIn(parts: Part[]): Mention[] {
	const found = new Map<string, Mention>();
	const walk = (some: Part[]) => {
		for (const part of some) {
			if (isRun(part)) continue;
			const mention = mentionOf(part);
			if (mention) found.set(mentionKey(mention), mention);
			walk(part.children);
		}
	};
	walk(parts);
	return [...found.values()];
}
