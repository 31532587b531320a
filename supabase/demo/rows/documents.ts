/**
 * The documents that the spaces of the demonstration wrote: facts of the data, put in our words, each written in
 * a few sessions so that its versions can be compared.
 */
import fs from 'node:fs';
import * as Y from 'yjs';
import { toMarkdown } from '../../../src/lib/documents/content/markdown.ts';
import { parseMarkdown } from '../../../src/lib/documents/content/parse.server.ts';
import { toPlain } from '../../../src/lib/documents/content/plain.ts';
import { changeTo } from '../../../src/lib/documents/content/rewrite.ts';
import { fragmentOf, treeOf } from '../../../src/lib/documents/content/tree.ts';
import { daysBefore } from '../calendar.ts';
import { idOf, type Table } from '../dataset.ts';
import { paragraph, type Block } from '../documents/document.ts';
import type { Library } from '../documents/library.ts';
import { surveys, wholePlan, workshop } from '../documents/sections.ts';

interface Session {
	by: string;
	daysAgo: number;
	/** Given to the version that it left. */
	name?: string;
	text: string;
}

interface Written {
	id: string;
	title: string;
	space: string;
	readBy: 'public' | 'reseau' | 'espace';
	status: 'draft' | 'in-review' | 'adopted';
	source: string;
	sessions: Session[];
}

const markdownOf = (blocks: Block[]): string =>
	blocks
		.map((block) => {
			if (block.kind === 'heading') return `## ${block.text}`;
			if (block.kind === 'paragraph') return block.text;
			return block.items.map(({ term, text }) => `- ${term ? `**${term}** : ` : ''}${text}`).join('\n');
		})
		.join('\n\n');

/** What comes before the heading of this rank. */
function before(blocks: Block[], rank: number): Block[] {
	const headings = blocks.flatMap((block, at) => (block.kind === 'heading' ? [at] : []));
	return blocks.slice(0, headings[rank]);
}

function workshopOf(library: Library): Written {
	const [found] = library.workshops;
	const blocks = workshop(library.resources[0]!, library).slice(1);
	const all = markdownOf(blocks);
	return {
		id: 'doc-atelier-du-futur',
		title: 'Atelier du futur : ce qu’il en est sorti',
		space: 'chantier-reseau-de-demain',
		readBy: 'reseau',
		status: 'adopted',
		source: found!.source,
		sessions: [
			{ by: 'persona-cresi', daysAgo: 24, text: markdownOf(before(blocks, 1)) },
			{ by: 'persona-f3e', daysAgo: 17, name: 'Relue en réunion', text: all },
			{
				by: 'persona-cresi',
				daysAgo: 10,
				text: `${all}\n\n> **Décision**\n>\n> Cette synthèse sert de point de départ au chantier (texte de démonstration).`
			}
		]
	};
}

function planOf(library: Library): Written {
	const blocks = wholePlan(library.resources[0]!, library);
	return {
		id: 'doc-plan-action-internationale',
		title: 'Plan d’action internationale : où en sommes-nous ?',
		space: 'comite-technique-action-internationale',
		readBy: 'espace',
		status: 'draft',
		source: library.plan.meta.source,
		sessions: [
			{ by: 'persona-animation-reseau', daysAgo: 13, text: markdownOf(before(blocks, 2)) },
			{ by: 'persona-memoire-documentation', daysAgo: 6, text: markdownOf(before(blocks, 4)) },
			{ by: 'persona-animation-reseau', daysAgo: 2, name: 'Avant le comité', text: markdownOf(blocks) }
		]
	};
}

function glossaryOf({ glossary }: Library): Written {
	const notions = glossary.filter(({ type, sharedDefinitionNeeded }) => type === 'notion' && sharedDefinitionNeeded);
	const said = (some: typeof notions) =>
		some
			.map(
				({ term, definitions = [] }) =>
					`## ${term}\n\n| Qui le dit | Ce qu’il entend |\n| --- | --- |\n${definitions
						.map(({ actorCategory, text }) => `| ${actorCategory} | ${text} |`)
						.join('\n')}`
			)
			.join('\n\n');
	const note = '> **À noter**\n>\n> Ces mots changent de sens selon qui parle. Nous cherchons une définition commune.';
	return {
		id: 'doc-mots-a-partager',
		title: 'Des mots que nous n’entendons pas tous de la même façon',
		space: 'gt1-strategie',
		readBy: 'reseau',
		status: 'in-review',
		source: notions[0]!.source,
		sessions: [
			{ by: 'persona-f3e', daysAgo: 15, text: `${note}\n\n${said(notions.slice(0, 2))}` },
			{ by: 'persona-universite-evry', daysAgo: 5, text: `${note}\n\n${said(notions)}` }
		]
	};
}

function surveysOf(library: Library): Written {
	const blocks = surveys(library.resources[0]!, library);
	return {
		id: 'doc-deux-enquetes',
		title: 'Ce que deux enquêtes disent de l’action internationale',
		space: 'plateforme-acteurs',
		readBy: 'public',
		status: 'draft',
		source: library.surveys[0]!.questions[0]!.source,
		sessions: [
			{ by: 'persona-animation-reseau', daysAgo: 8, text: markdownOf(before(blocks, 1)) },
			{
				by: 'persona-essonne-sahel',
				daysAgo: 3,
				text: markdownOf([paragraph('Deux questionnaires de 2012 : les agents, puis les habitants.'), ...blocks])
			}
		]
	};
}

const titles = JSON.parse(
	fs.readFileSync(new URL('../../../messages/fr.json', import.meta.url), 'utf8')
) as Record<string, string>;
const title = (key: string) => titles[`documents_${key}`] ?? '';
/** As the readable form is written in French. */
const words = {
	decision: title('callout_decision'),
	note: title('callout_note'),
	image: title('image'),
	mentions: {
		person: title('mention_person'),
		organisation: title('mention_organisation'),
		resource: title('mention_resource'),
		thread: title('mention_thread'),
		event: title('mention_event')
	}
};
const bytea = (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}`;

/** The text as it was after each session. */
function sessionsOf({ id, sessions }: Written, now: Date) {
	const shared = new Y.Doc();
	return sessions.map(({ by, daysAgo, name = null, text }, index) => {
		const update = changeTo(shared, parseMarkdown(text, words));
		return {
			id: idOf('document-version', `${id}/${index + 1}`),
			number: index + 1,
			by: idOf('person', by),
			name,
			update,
			content: treeOf(fragmentOf(shared)),
			// In the afternoon.
			at: new Date(daysBefore(daysAgo, now).getTime() + (14 + index) * 3_600_000).toISOString()
		};
	});
}

/** Documents are drafts until `dateDocuments` says where each one stands. */
export function documentTables(library: Library, now: Date): Table[] {
	const written = documentsOf(library).map((one) => ({
		...one,
		key: idOf('document', one.id),
		past: sessionsOf(one, now)
	}));
	const each = <Row>(make: (one: (typeof written)[number]) => Row[]) => written.flatMap(make);
	return [
		{
			name: 'public.documents',
			rows: each(({ key, space, title, readBy, source, past }) => [
				{
					id: key,
					space_id: idOf('space', space),
					title,
					language: 'fr',
					read_by: readBy,
					written_by: 'espace',
					status: 'draft',
					source,
					version: 1,
					created_at: past[0]!.at,
					updated_at: past[0]!.at
				}
			])
		},
		{
			name: 'private.authorships',
			rows: each(({ key, past }) => [{ object_kind: 'document', object_id: key, person_id: past[0]!.by }])
		},
		{
			name: 'private.document_updates',
			rows: each(({ key, past }) =>
				past.map(({ number, update, by, at }) => ({
					document_id: key,
					number,
					update: bytea(update),
					person_id: by,
					created_at: at
				}))
			)
		},
		{
			name: 'private.document_states',
			rows: each(({ key, past }) => [
				{
					document_id: key,
					compacted: 0,
					updates: past.length,
					bytes: past.reduce((sum, { update }) => sum + update.byteLength, 0),
					changed_at: past.at(-1)!.at
				}
			])
		},
		{
			name: 'public.document_texts',
			rows: each(({ key, past }) => {
				const { content } = past.at(-1)!;
				return [
					{
						document_id: key,
						updates: past.length,
						content,
						markdown: toMarkdown(content, words),
						plain: toPlain(content)
					}
				];
			})
		},
		{
			name: 'public.document_versions',
			rows: each(({ key, past }) =>
				past.map(({ id, number, name, content, at }) => ({ id, document_id: key, number, name, content, created_at: at }))
			)
		},
		{
			name: 'private.document_version_hands',
			rows: each(({ past }) => past.map(({ id, by }) => ({ version_id: id, person_id: by })))
		}
	];
}

export const documentsOf = (library: Library): Written[] => [
	workshopOf(library),
	planOf(library),
	glossaryOf(library),
	surveysOf(library)
];
