/** The text as Markdown: what is exported, compared, and whose fingerprint an adopted text carries. */
import { isAllowedAddress, levelOf, startOf, wordsOf, type Words } from './html.ts';
import { mentionKey, mentionOf, spelledOut } from './mention.ts';
import { pictureOf } from './picture.ts';
import { isRun, type Block, type Part, type Run } from './tree.ts';

export function toMarkdown(parts: Part[], words: Words): string {
	const text = blocks(parts, words);
	return text && `${text}\n`;
}

/** Blocks, with an empty line between them; words that are in no block are a paragraph. */
function blocks(parts: Part[], words: Words): string {
	const written: string[] = [];
	let previous: Block | undefined;
	let other = false;
	for (const part of gathered(parts)) {
		// Two lists that follow each other would be one: they differ by their marks.
		const beside: boolean = marked(part) !== undefined && marked(part) === marked(previous) && !other;
		const text = blockMarkdown(part, words, beside);
		if (!text) continue;
		other = beside;
		written.push(text);
		previous = part;
	}
	return written.join('\n\n');
}

/** How its items begin: with a number or with a bullet. */
const marked = (part: Block | undefined) =>
	part?.kind.endsWith('List') ? (part.kind === 'orderedList' ? 'number' : 'bullet') : undefined;

function gathered(parts: Part[]): Block[] {
	const all: Block[] = [];
	let loose: Block | undefined;
	for (const part of parts) {
		if (isRun(part) || part.kind === 'hardBreak') {
			if (!loose) all.push((loose = { kind: 'paragraph', attributes: {}, children: [] }));
			loose.children.push(part);
		} else {
			loose = undefined;
			all.push(part);
		}
	}
	return all;
}

function blockMarkdown(part: Block, words: Words, other: boolean): string {
	const { kind, attributes, children } = part;
	const bullet = other ? '*' : '-';
	switch (kind) {
		case 'paragraph':
			return atLineStart(inline(children, words));
		case 'heading': {
			const title = inline(children, words).replaceAll('\\\n', ' ').trim();
			return title && `${'#'.repeat(levelOf(part))} ${title.replace(/(#+)$/, '\\$1')}`;
		}
		case 'blockquote':
			return quoted(blocks(children, words));
		case 'callout':
			return quoted(
				`**${words[attributes['kind'] === 'decision' ? 'decision' : 'note']}**\n\n${blocks(children, words)}`
			);
		case 'codeBlock':
			return fenced(wordsOf(children));
		case 'horizontalRule':
			return '---';
		case 'image': {
			const picture = pictureOf(part);
			return picture ? `![${escaped(picture.alt.replace(/\s+/g, ' '))}](image:${picture.file})` : '';
		}
		case 'bulletList':
			return items(children, words, () => `${bullet} `);
		case 'taskList':
			return items(children, words, ({ attributes: { checked } }) => `${bullet} [${checked === true ? 'x' : ' '}] `);
		case 'orderedList':
			return items(children, words, (_, index) => `${startOf(part) + index}${other ? ')' : '.'} `);
		case 'table':
			return table(children, words);
		default:
			return blocks(children, words);
	}
}

const quoted = (text: string) => text.replace(/^/gm, '> ').replace(/^> $/gm, '>');

function fenced(code: string): string {
	const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
	const fence = '`'.repeat(longest + 1);
	return `${fence}\n${code}\n${fence}`;
}

function items(children: Part[], words: Words, marker: (item: Block, index: number) => string): string {
	return gathered(children)
		.map((item, index) => {
			const mark = marker(item, index);
			const indent = ' '.repeat(/^\d/.test(mark) ? mark.length : 2);
			return mark + blocks(item.children, words).replace(/\n(?=[^\n])/g, `\n${indent}`);
		})
		.join('\n');
}

/** A cell is one line: what it holds of lists and paragraphs is said one after the other. */
function table(children: Part[], words: Words): string {
	const rows = gathered(children).map((row) =>
		gathered(row.children).map((cell) =>
			gathered(cell.children)
				.map((part) =>
					inline(
						part.kind === 'paragraph'
							? part.children
							: [{ text: wordsOf(spelledOut(part.children, words.mentions)), marks: {} }],
						words
					)
				)
				.join(' ')
				.replace(/\\?\n/g, ' ')
				.replaceAll('|', '\\|')
		)
	);
	const width = Math.max(0, ...rows.map((row) => row.length));
	if (!width) return '';
	const line = (cells: string[]) => `| ${Array.from({ length: width }, (_, n) => cells[n] ?? '').join(' | ')} |`;
	const [head = [], ...body] = rows;
	return [line(head), line(Array.from({ length: width }, () => '---')), ...body.map(line)].join('\n');
}

/** What would begin a list, a title, a quote or a rule begins a sentence. */
const atLineStart = (text: string) =>
	text
		.replace(/^[ \t]+/gm, '')
		.replace(/^([-+#=]|~{3})/gm, '\\$1')
		.replace(/^(\d{1,9})([.)])/gm, '$1\\$2')
		.trimEnd();

function inline(parts: Part[], words: Words): string {
	return parts
		.map((part) => {
			if (isRun(part)) return run(part);
			if (part.kind === 'hardBreak') return '\\\n';
			const mention = mentionOf(part);
			return mention ? `[@${words.mentions[mention.kind]}](${mentionKey(mention)})` : inline(part.children, words);
		})
		.join('')
		.replace(/(\\\n)+$/, '');
}

/** Marks hold to words: spaces at either end stay outside of them. */
function run({ text, marks }: Run): string {
	const [, before = '', inner = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text.replace(/\s*\n\s*/g, ' ')) ?? [];
	if (!inner) return before + after;
	let written = marks.code ? codeSpan(inner) : escaped(inner);
	if (marks.strike) written = `~~${written}~~`;
	if (marks.italic) written = `*${written}*`;
	if (marks.bold) written = `**${written}**`;
	const href = marks.link?.href ?? '';
	if (marks.link && isAllowedAddress(href)) written = `[${written}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)`;
	return before + written + after;
}

const escaped = (text: string) => text.replace(/[\\`*_[\]<>~|&]/g, '\\$&');

function codeSpan(code: string): string {
	const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
	const ticks = '`'.repeat(longest + 1);
	const space = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
	return ticks + space + code + space + ticks;
}
