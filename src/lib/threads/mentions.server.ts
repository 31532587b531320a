/**
 * Naming people and organisations in a text: `[@Nom](person:uuid)` (`model.md` § Text). Who types « @Nom »
 * chooses, under the preview, whom it names among those of the space.
 */
import { sql } from 'kysely';
import type { Database } from '$lib/platform/database.server';
import type { MentionKind, MentionResolver } from '$lib/platform/markdown.server';

export interface Named {
	kind: MentionKind;
	id: string;
	name: string;
	slug: string | null;
}

const mentionPattern = '\\((person|organisation):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\)';

/** @param bodies a query of texts. @returns one of those whom they name, as far as the viewer may see them. */
export const namedIn = (bodies: ReturnType<typeof sql>) => sql<Named>`
	with said as (
		select distinct m[1] as kind, m[2]::uuid as id from (${bodies}) b (body), regexp_matches(b.body, ${mentionPattern}, 'g') m
	)
	select said.kind, said.id, x.name, null as slug from said join people x on said.kind = 'person' and x.id = said.id
	union all
	select said.kind, said.id, coalesce(o.acronym, o.name), o.slug from said join organisations o on said.kind = 'organisation' and o.id = said.id`;

export function resolverOf(named: readonly Named[]): MentionResolver {
	const known = new Map(named.map((one) => [`${one.kind}:${one.id}`, one]));
	return ({ kind, id }) => {
		const one = known.get(`${kind}:${id}`);
		return one && { name: one.name, href: one.slug ? `/annuaire/${one.slug}` : `/annuaire/personnes/${one.id}` };
	};
}

export interface MentionChoice {
	/** As it was typed, without its « @ ». */
	word: string;
	found: Named[];
}

/** « @Kayes »; not that of an address, nor one that names somebody already. */
const typedMention = /(?<=^|[\s(«"'’])@([\p{L}\p{N}][\p{L}\p{N}’'-]{1,58})/gu;

/** The words of a text that may name somebody, as they were typed, without their « @ ». */
export const typedWords = (body: string): string[] =>
	[...new Set([...body.matchAll(typedMention)].map(([, word = '']) => word))].slice(0, 5);

/** Whom the words of a text may name among the members and the bodies of its space, in one statement. */
export async function mentionChoices(db: Database, slug: string, body: string): Promise<MentionChoice[]> {
	const words = typedWords(body);
	if (!words.length) return [];
	const { rows } = await sql<Named & { word: string }>`
		select w.word, found.* from unnest(${words}::text[]) w (word), lateral (
			(select 'person' as kind, p.id, p.name, null as slug from spaces s
				join space_members sm on sm.space_id = s.id join people p on p.id = sm.person_id
				where s.slug = ${slug} and position(private.fold(w.word) in private.fold(p.name)) > 0
				order by private.fold(p.name) limit 6)
			union all
			(select 'organisation', o.id, o.name, o.slug from spaces s
				join space_organisations so on so.space_id = s.id join organisations o on o.id = so.organisation_id
				where s.slug = ${slug} and position(private.fold(w.word) in private.fold(concat_ws(' ', o.name, o.acronym))) > 0
				order by private.fold(o.name) limit 6)
		) found`.execute(db);
	return words
		.map((word) => ({ word, found: rows.filter((row) => row.word === word) }))
		.filter(({ found }) => found.length > 0);
}

/** The text with the words that were chosen as mentions. @param chosen `<kind>:<id> <word>` */
export async function withMentions(db: Database, body: string, chosen: readonly string[]): Promise<string> {
	if (!chosen.length) return body;
	const pairs = chosen.map((choice) => {
		const at = choice.indexOf(' ');
		return { target: choice.slice(0, at), word: choice.slice(at + 1) };
	});
	const links = pairs.map(({ target }) => `(${target})`).join(' ');
	const { rows } = await namedIn(sql`select ${links}::text`).execute(db);
	const names = new Map(rows.map(({ kind, id, name }) => [`${kind}:${id}`, name]));
	return body.replace(typedMention, (typed, word: string) => {
		const target = pairs.find((pair) => pair.word === word)?.target ?? '';
		const name = names.get(target);
		return name ? `[@${name.replace(/[[\]\\]/g, ' ')}](${target})` : typed;
	});
}
