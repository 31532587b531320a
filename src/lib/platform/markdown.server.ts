/**
 * Markdown is how people write here: posts, messages, descriptions (`model.md` § Text). It is kept
 * as typed and shown as HTML made by the server: CommonMark with tables, strikethrough, task lists,
 * links for bare addresses, and mentions. What is shown must never hold a tag, an attribute or an
 * address that is not listed below, whatever was typed, nor take the server's time.
 */
import MarkdownIt, { type StateCore, type Token } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { unbroken } from './html';

export type MentionKind = 'person' | 'organisation';
export type Mention = { kind: MentionKind; id: string };
/** Where a mention leads and under which name today; nothing when its reader may not see it, or it is gone. */
export type MentionResolver = (mention: Mention) => { href: string; name?: string } | undefined;

export type MarkdownOptions = {
	/** Level that the highest heading of the text takes in the page: 2 to 6. */
	headingFrom?: number;
	mention?: MentionResolver;
};

type Environment = { palabre?: MarkdownOptions; names?: boolean };

/** Characters. Longer, it is no message: it is shown as plain paragraphs (a post is at most 10 000). */
const SOURCE_LIMIT = 100_000;
const MENTION = /^(person|organisation):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;
/** An address that resolves here is ours; `.invalid` is nobody's (RFC 2606). */
const HERE = 'https://here.invalid';

const markdown = new MarkdownIt({ html: false, linkify: true });
markdown.validateLink = isAllowed;
// An address begins with « http », « www. » or is a mail: « arrivé.il », « README.md » are no sites.
markdown.linkify
	.set({ fuzzyLink: false, fuzzyEmail: true })
	.add('ftp:', null)
	.add('//', null)
	.add('www.', {
		validate: (text, position, self) => {
			const host = self.re.get_relative_proto_validator();
			host.lastIndex = position;
			return host.exec(text)?.[0].length ?? 0;
		},
		normalize: (match) => {
			match.url = `http://${match.url}`;
		}
	});
markdown.core.ruler.push('palabre', shape);

/** HTML that may be put in a page as it is. The same source and options always give the same HTML: it can be kept. */
export function renderMarkdown(source: string, options: MarkdownOptions = {}): string {
	const text = source.toWellFormed();
	if (text.length > SOURCE_LIMIT) return plainParagraphs(text);
	const key = `${options.headingFrom} ${text}`;
	const known = kept.get(key);
	if (known !== undefined) return known;
	const environment: Environment = { palabre: options };
	const html = sanitizeHtml(markdown.render(text, environment), ALLOWED).trim();
	if (!environment.names) keep(key, html);
	return html;
}

/** What was rendered lately, the oldest first: the same for every reader, unless the text names somebody. */
const kept = new Map<string, string>();
/** Characters, of texts and of their HTML: some megabytes. */
const KEPT_LIMIT = 4_000_000;
let keptLength = 0;

function keep(key: string, html: string): void {
	kept.set(key, html);
	keptLength += key.length + html.length;
	for (const [oldest, its] of kept) {
		if (keptLength <= KEPT_LIMIT) break;
		kept.delete(oldest);
		keptLength -= oldest.length + its.length;
	}
}

/** The words alone, a paragraph a line, for search, mail and descriptions. An image says its alternative text. */
export function markdownToText(source: string): string {
	const text = source.toWellFormed();
	if (text.length > SOURCE_LIMIT) return text.trim();
	const lines: string[] = [];
	let cells: string[] | undefined;
	for (const token of markdown.parse(text, {})) {
		if (token.type === 'tr_open') cells = [];
		else if (token.type === 'inline') (cells ?? lines).push(wordsOf(token.children ?? []));
		else if (token.type === 'fence' || token.type === 'code_block') lines.push(token.content.trimEnd());
		else if (token.type === 'tr_close') {
			lines.push((cells ?? []).join(' '));
			cells = undefined;
		}
	}
	return lines.filter(Boolean).join('\n').trim();
}

function wordsOf(tokens: Token[]): string {
	const words = tokens.map((token) => {
		if (token.type === 'image') return wordsOf(token.children ?? []);
		if (token.type === 'softbreak') return ' ';
		return token.type === 'hardbreak' ? '\n' : token.content;
	});
	return words.join('').replace(TASK, '');
}

/** Who is named in a text, once each, in order: to notify them, and to fetch their names in one query. */
export function mentionsIn(source: string): Mention[] {
	if (source.length > SOURCE_LIMIT) return [];
	const found = new Map<string, Mention>();
	for (const { children } of markdown.parse(source, {})) {
		for (const token of children ?? []) {
			const mention = token.type === 'link_open' ? mentionOf(token) : undefined;
			if (mention) found.set(`${mention.kind}:${mention.id}`, mention);
		}
	}
	return [...found.values()];
}

function mentionOf(link: Token): Mention | undefined {
	const [, kind, id] = MENTION.exec(String(link.attrGet('href'))) ?? [];
	return kind && id ? { kind: kind.toLowerCase() as MentionKind, id: id.toLowerCase() } : undefined;
}

/** Web, mail, pages of ours, mentions. Asked by the parser for each address: a refused one stays the text that was typed. */
function isAllowed(address: string): boolean {
	if (MENTION.test(address)) return true;
	const url = URL.parse(address, HERE);
	if (url?.protocol === 'mailto:') return true;
	// `https://palabre.org@autre.net` leads to autre.net and reads like palabre.org.
	if (!url || url.username || url.password) return false;
	// A page of ours has no colon before its first slash: whatever has one hopes to be a scheme.
	return /^https?:\/\//i.test(address) || (url.origin === HERE && /^[^:]*($|[/?#])/.test(address));
}

/** What the tokens become before they are rendered: our headings, links, images, tasks and tables. */
function shape(state: StateCore): void {
	const options = (state.env as Environment).palabre;
	if (!options) return;
	shapeHeadings(state.tokens, options.headingFrom ?? 3);
	state.tokens.forEach((token, index) => {
		if (token.type === 'th_open' || token.type === 'td_open') shapeCell(token);
		if (!token.children) return;
		token.children = shapeLinks(imagesAsLinks(token.children, state), options.mention, state);
		const item = state.tokens[index - 2];
		if (item?.type === 'list_item_open') shapeTask(item, token, state);
		for (const part of token.children) if (part.type === 'text') part.content = unbroken(part.content);
	});
}

/** The highest heading takes the level given; below it none skips a level, which screen readers announce as a gap. */
function shapeHeadings(tokens: Token[], from: number): void {
	const headings = tokens.filter(({ type }) => type === 'heading_open');
	const highest = Math.min(...headings.map(levelOf));
	let previous = from - 1;
	let level = from;
	for (const token of tokens) {
		if (token.type === 'heading_open') level = Math.min(levelOf(token) - highest + from, previous + 1, 6);
		if (token.type === 'heading_open') previous = level;
		if (token.type === 'heading_open' || token.type === 'heading_close') token.tag = `h${level}`;
	}
}

function levelOf(heading: Token): number {
	return Number(heading.tag.slice(1));
}

/** Alignment as a class, since inline styles are not allowed; headers say what they head. */
function shapeCell(cell: Token): void {
	const align = /center|right/.exec(String(cell.attrGet('style')))?.[0];
	cell.attrs = align ? [['class', `align-${align}`]] : null;
	if (cell.type === 'th_open') cell.attrSet('scope', 'col');
}

/** Pictures are attached, described and made light; one that hangs elsewhere would weigh, and tell its host who reads. */
function imagesAsLinks(children: Token[], state: StateCore): Token[] {
	let inLink = 0;
	return children.flatMap((token) => {
		inLink += token.type === 'link_open' ? 1 : token.type === 'link_close' ? -1 : 0;
		if (token.type !== 'image') return [token];
		const address = String(token.attrGet('src'));
		const label = new state.Token('text', '', 0);
		label.content = wordsOf(token.children ?? []) || address;
		if (inLink > 0) return [label];
		const open = new state.Token('link_open', 'a', 1);
		open.attrSet('href', address);
		return [open, label, new state.Token('link_close', 'a', -1)];
	});
}

function shapeLinks(children: Token[], resolver: MentionResolver | undefined, state: StateCore): Token[] {
	const shaped: Token[] = [];
	for (let at = 0; at < children.length; at++) {
		const token = children[at] as Token;
		shaped.push(token);
		if (token.type !== 'link_open') continue;
		const mention = mentionOf(token);
		if (!mention) {
			shapeLink(token);
			continue;
		}
		(state.env as Environment).names = true;
		// Links hold no links (CommonMark §6.3): the next end is this one's.
		const end = children.findIndex((other, index) => index > at && other.type === 'link_close');
		const close = children[end] as Token;
		shaped.push(shapeMention(token, close, resolver?.(mention), children.slice(at + 1, end), state), close);
		at = end;
	}
	return shaped;
}

function shapeLink(link: Token): void {
	const url = URL.parse(String(link.attrGet('href')), HERE);
	const isOurs = url?.origin === HERE || url?.protocol === 'mailto:';
	// No title: it says on hover what a phone never shows, and may contradict the address.
	link.attrs = [['href', String(link.attrGet('href'))]];
	if (!isOurs) link.attrSet('rel', 'noopener nofollow ugc');
}

/** The name as it is today rather than as it was typed: nobody is made to speak under another's link. */
function shapeMention(
	open: Token,
	close: Token,
	resolved: ReturnType<MentionResolver>,
	typed: Token[],
	state: StateCore
): Token {
	open.tag = close.tag = resolved ? 'a' : 'span';
	open.attrs = [['class', 'at']];
	if (resolved) open.attrSet('href', resolved.href);
	const label = new state.Token('text', '', 0);
	label.content = resolved?.name ? `@${resolved.name}` : wordsOf(typed);
	return label;
}

const TASK = /^\[([ xX])\]\s+(?=\S)/;

/** `- [x] fait`: a box that only shows, whose label is the text itself, in every language. */
function shapeTask(item: Token, inline: Token, state: StateCore): void {
	const [first] = inline.children ?? [];
	// What follows the box may begin with bold or a link: any next token is something to tick.
	const following = inline.children?.[1] ? '…' : '';
	const mark = first?.type === 'text' ? TASK.exec(first.content + following) : null;
	if (!first || !mark || !inline.children) return;
	first.content = first.content.slice(mark[0].length);
	const box = new state.Token('task_box', 'input', 0);
	box.attrs = [
		['type', 'checkbox'],
		['disabled', '']
	];
	if (mark[1] !== ' ') box.attrSet('checked', '');
	item.attrSet('class', 'task');
	const space = new state.Token('text', '', 0);
	space.content = ' ';
	inline.children = [
		new state.Token('task_open', 'label', 1),
		box,
		space,
		...inline.children,
		new state.Token('task_close', 'label', -1)
	];
}

/** Everything that may come out: the parser makes nothing else, and this holds if it ever did. */
const ALLOWED: sanitizeHtml.IOptions = {
	allowedTags: (
		'p br hr h2 h3 h4 h5 h6 strong em s a span code pre blockquote ul ol li label input ' + 'table thead tbody tr th td'
	).split(' '),
	allowedAttributes: {
		a: ['href', 'rel', 'class'],
		span: ['class'],
		li: ['class'],
		ol: ['start'],
		th: ['scope', 'class'],
		td: ['class'],
		input: [{ name: 'type', values: ['checkbox'] }, 'disabled', 'checked']
	},
	allowedClasses: {
		a: ['at'],
		span: ['at'],
		li: ['task'],
		th: ['align-center', 'align-right'],
		td: ['align-center', 'align-right']
	},
	allowedSchemes: ['http', 'https', 'mailto'],
	allowProtocolRelative: false,
	disallowedTagsMode: 'discard',
	// The parser stops nesting before; browsers slow down from some hundreds.
	nestingLimit: 120
};

function plainParagraphs(text: string): string {
	const paragraphs = text.split(/\n[ \t]*\n/).filter((paragraph) => paragraph.trim());
	return paragraphs.map((paragraph) => `<p>${markdown.utils.escapeHtml(paragraph.trim())}</p>`).join('\n');
}
