/**
 * The text as HTML, for the page without an editor and for print. Nothing that a client wrote is a tag, an
 * attribute or an address unless it is listed here.
 */
import { escapeHtml, unbroken } from '../../platform/html.ts';
import { mentionOf, type MentionKind, type Resolver } from './mention.ts';
import { pictureOf } from './picture.ts';
import { isRun, type Block, type Part, type Run } from './tree.ts';

export interface Words {
	decision: string;
	note: string;
	/** What is said of somebody or something that its reader may not see: « une ressource ». */
	mentions: Record<MentionKind, string>;
	image: string;
}

/** What a picture is for one reader: where it is, and the widths that were made of it. */
export interface Shown {
	address: string;
	width: number;
	height: number;
	widths: number[];
}

/** Who reads: what is named, and the pictures, as far as they may see them. */
export interface Reader {
	mention: Resolver;
	picture: (file: string) => Shown | undefined;
}
const nobody: Reader = { mention: () => undefined, picture: () => undefined };

const here = 'https://here.invalid';

/** Web, mail, pages of ours. */
export function isAllowedAddress(address: string): boolean {
	const url = URL.parse(address, here);
	if (!url || url.username || url.password) return false;
	if (url.protocol === 'mailto:') return true;
	return /^https?:\/\//i.test(address) || (url.origin === here && /^[^:]*($|[/?#])/.test(address));
}

/** Headings of the text, in order: their anchors are `s1`, `s2`… */
export function headingsOf(parts: Part[]): { level: number; text: string; anchor: string }[] {
	return headingBlocks(parts).map((heading, index) => ({
		level: levelOf(heading),
		text: wordsOf(heading.children),
		anchor: `s${index + 1}`
	}));
}

const headingBlocks = (parts: Part[]): Block[] =>
	parts.flatMap((part) => (isRun(part) ? [] : part.kind === 'heading' ? [part] : headingBlocks(part.children)));

/** What is no text, in plain words. */
const inWords: Record<string, (part: Block) => string> = {
	hardBreak: () => ' ',
	image: (part) => pictureOf(part)?.alt ?? ''
};

export function wordsOf(parts: Part[]): string {
	return parts
		.map((part) => (isRun(part) ? part.text : (inWords[part.kind]?.(part) ?? wordsOf(part.children))))
		.join('');
}

export const levelOf = ({ attributes }: Block) => Math.min(4, Math.max(2, Number(attributes['level']) || 2));

/** @param reader absent: somebody who sees nothing of what is named, nor pictures. */
export function toHtml(parts: Part[], words: Words, reader: Reader = nobody): string {
	const anchors = new Map(headingBlocks(parts).map((heading, index) => [heading, `s${index + 1}`]));
	const all = (children: Part[]): string =>
		children.map((part) => (isRun(part) ? runHtml(part) : blockHtml(part))).join('');
	const tag = (name: string, children: Part[], attributes = '') => `<${name}${attributes}>${all(children)}</${name}>`;

	const blockHtml = (part: Block): string => {
		const { kind, attributes, children } = part;
		switch (kind) {
			case 'paragraph':
				return tag('p', children);
			case 'heading':
				return tag(`h${levelOf(part)}`, children, ` id="${anchors.get(part)}"`);
			case 'blockquote':
				return tag('blockquote', children);
			case 'callout':
				return calloutHtml(attributes['kind'] === 'decision' ? 'decision' : 'note', all(children), words);
			case 'codeBlock':
				return `<pre><code>${escapeHtml(wordsOf(children))}</code></pre>`;
			case 'horizontalRule':
				return '<hr>';
			case 'hardBreak':
				return '<br>';
			case 'mention':
				return mentionHtml(part, words, reader);
			case 'image':
				return pictureHtml(part, words, reader);
			case 'bulletList':
				return tag('ul', children);
			case 'orderedList':
				return tag('ol', children, startOf(part) === 1 ? '' : ` start="${startOf(part)}"`);
			case 'listItem':
				return tag('li', tight(children));
			case 'taskList':
				return tag('ul', children);
			case 'taskItem':
				return taskHtml(attributes['checked'] === true, children, all);
			case 'table':
				return `<div class="tbl"><table><tbody>${all(children)}</tbody></table></div>`;
			case 'tableRow':
				return tag('tr', children);
			case 'tableHeader':
				return tag('th', tight(children), ` scope="col"${spans(part)}`);
			case 'tableCell':
				return tag('td', tight(children), spans(part));
			default:
				return all(children);
		}
	};
	return all(parts);
}

/** A list item or a cell that is one paragraph says it without one. */
function tight(children: Part[]): Part[] {
	const [only] = children;
	return children.length === 1 && only && !isRun(only) && only.kind === 'paragraph' ? only.children : children;
}

export const startOf = ({ attributes }: Block) =>
	Math.min(9999, Math.max(1, Math.trunc(Number(attributes['start'])) || 1));

function spans({ attributes }: Block): string {
	return ['colspan', 'rowspan']
		.map((name) => [name, Math.trunc(Number(attributes[name]))] as const)
		.filter(([, cells]) => cells > 1 && cells <= 50)
		.map(([name, cells]) => ` ${name}="${cells}"`)
		.join('');
}

function taskHtml(done: boolean, [first, ...others]: Part[], all: (parts: Part[]) => string): string {
	const label = first && !isRun(first) && first.kind === 'paragraph' ? first.children : first ? [first] : [];
	const box = `<input type="checkbox" disabled${done ? ' checked' : ''}>`;
	return `<li class="task"><label>${box} ${all(label)}</label>${all(others)}</li>`;
}

function mentionHtml(part: Block, words: Words, reader: Reader): string {
	const mention = mentionOf(part);
	if (!mention) return '';
	const found = reader.mention(mention);
	return found
		? `<a class="at" href="${escapeHtml(found.href)}">@${escapeHtml(found.name)}</a>`
		: `<span class="at">${escapeHtml(words.mentions[mention.kind])}</span>`;
}

function pictureHtml(part: Block, words: Words, reader: Reader): string {
	const picture = pictureOf(part);
	if (!picture) return '';
	const alt = escapeHtml(picture.alt);
	const shown = reader.picture(picture.file);
	if (!shown) return `<p class="at">${escapeHtml(words.image)} ${alt}</p>`;
	const { address, width, height, widths } = shown;
	// The largest that was made, so that a browser that knows no set of sources takes a light one.
	const source = widths.length ? `${address}/${Math.max(...widths)}.webp` : address;
	const set = widths.map((each) => `${address}/${each}.webp ${Math.min(each, width)}w`).join(', ');
	const sources = set && ` srcset="${escapeHtml(set)}" sizes="(min-width: 64rem) 44rem, 92vw"`;
	return `<figure><img src="${escapeHtml(source)}"${sources} width="${width}" height="${height}" alt="${alt}" loading="lazy" decoding="async"></figure>`;
}

const calloutHtml = (kind: 'decision' | 'note', inner: string, words: Words) =>
	`<div class="callout${kind === 'decision' ? ' decision' : ''}" role="note"><p class="callout-title">${escapeHtml(words[kind])}</p>${inner}</div>`;

function runHtml({ text, marks }: Run): string {
	let html = marks.code ? `<code>${escapeHtml(text)}</code>` : escapeHtml(unbroken(text));
	if (marks.strike) html = `<s>${html}</s>`;
	if (marks.italic) html = `<em>${html}</em>`;
	if (marks.bold) html = `<strong>${html}</strong>`;
	const href = marks.link?.href ?? '';
	if (!marks.link || !isAllowedAddress(href)) return html;
	const away = URL.parse(href, here)?.origin !== here && !href.startsWith('mailto:');
	return `<a href="${escapeHtml(href)}"${away ? ' rel="noopener nofollow ugc"' : ''}>${html}</a>`;
}
