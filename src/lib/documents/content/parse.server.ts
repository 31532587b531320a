/** Markdown as the tree of a document: what one begins with, templates, and what was written elsewhere. */
import MarkdownIt, { type Token } from 'markdown-it';
import { isAllowedAddress, wordsOf, type Words } from './html.ts';
import { mentionBlock, readMention } from './mention.ts';
import { pictureBlock, readPicture } from './picture.ts';
import { block, isRun, type Block, type Part, type Run } from './tree.ts';

const markdown = new MarkdownIt({ html: false, linkify: false });
markdown.validateLink = (address) =>
	isAllowedAddress(address) || readMention(address) !== undefined || readPicture(address) !== undefined;

const blockOf: Record<string, (token: Token) => Block> = {
	paragraph_open: () => block('paragraph'),
	heading_open: (token) => block('heading', [], { level: Math.min(4, Math.max(2, Number(token.tag.slice(1)))) }),
	blockquote_open: () => block('blockquote'),
	bullet_list_open: () => block('bulletList'),
	ordered_list_open: (token) => block('orderedList', [], { start: Number(token.attrGet('start') ?? 1) }),
	list_item_open: () => block('listItem'),
	table_open: () => block('table'),
	tr_open: () => block('tableRow'),
	th_open: () => block('tableHeader'),
	td_open: () => block('tableCell')
};

const markOf: Record<string, keyof Run['marks']> = {
	strong_open: 'bold',
	em_open: 'italic',
	s_open: 'strike',
	link_open: 'link'
};

/** @param words the titles of frames, as `markdown.ts` writes them; absent: they stay quotes. */
export function parseMarkdown(source: string, words?: Words): Block[] {
	const root = block('root');
	const open: Block[] = [root];
	const add = (part: Part) => open.at(-1)?.children.push(part);
	for (const token of markdown.parse(source, {})) {
		const begun = blockOf[token.type]?.(token);
		if (begun) {
			add(begun);
			open.push(begun);
		} else if (token.type === 'inline') addInline(token, open);
		else if (token.type === 'fence' || token.type === 'code_block')
			add(block('codeBlock', [{ text: token.content.replace(/\n$/, ''), marks: {} }]));
		else if (token.type === 'hr') add(block('horizontalRule'));
		else if (`${token.type.replace(/_close$/, '')}_open` in blockOf && token.nesting === -1) open.pop();
	}
	return root.children.filter((part): part is Block => !isRun(part)).map((part) => shaped(part, words));
}

/** A cell holds paragraphs, as the editor has it. */
function addInline(token: Token, open: Block[]): void {
	const parts = inlineParts(token.children ?? []);
	const last = open.at(-1);
	if (last?.kind === 'tableCell' || last?.kind === 'tableHeader') last.children.push(block('paragraph', parts));
	else last?.children.push(...parts);
}

function inlineParts(tokens: Token[]): Part[] {
	const marks: Run['marks'] = {};
	let inMention = false;
	return tokens.flatMap((token): Part[] => {
		const mark = markOf[token.type];
		if (mark) {
			const href = String(token.attrGet('href') ?? '');
			const mention = mark === 'link' ? readMention(href) : undefined;
			inMention ||= mention !== undefined;
			if (mark !== 'link') marks[mark] = {};
			else if (isAllowedAddress(href)) marks.link = { href };
			return mention ? [mentionBlock(mention)] : [];
		}
		const closed = markOf[token.type.replace(/_close$/, '_open')];
		if (closed) {
			delete marks[closed];
			if (closed === 'link') inMention = false;
			return [];
		}
		if (token.type === 'hardbreak') return [block('hardBreak')];
		const file = token.type === 'image' ? readPicture(String(token.attrGet('src'))) : undefined;
		if (file)
			return [
				pictureBlock({ file, alt: markdown.renderer.renderInlineAsText(token.children ?? [], markdown.options, {}) })
			];
		const text = token.type === 'softbreak' ? ' ' : token.content;
		return text && !inMention ? [{ text, marks: { ...marks, ...(token.type === 'code_inline' && { code: {} }) } }] : [];
	});
}

const task = /^\[([ xX])\]\s+/;

/** As the editor has it: tasks and frames are kinds of their own, and what holds blocks begins with a paragraph. */
function shaped(part: Block, words: Words | undefined): Block {
	const children = part.children.map((child) => (isRun(child) ? child : shaped(child, words)));
	const [first] = children;
	// A picture is a block: alone in its paragraph, it takes its place.
	if (part.kind === 'paragraph' && children.length === 1 && first && !isRun(first) && first.kind === 'image')
		return first;
	const isItem = part.kind === 'listItem' && !(first && !isRun(first) && first.kind === 'paragraph');
	if (isItem || (part.kind === 'blockquote' && !first)) children.unshift(block('paragraph'));
	return asCallout(asTasks({ ...part, children }), words);
}

/** A quote whose first paragraph is the title of a frame. */
function asCallout(part: Block, words: Words | undefined): Block {
	const [title, ...said] = part.children;
	const [only, ...others] = title && !isRun(title) ? title.children : [];
	if (part.kind !== 'blockquote' || !words || !only || !isRun(only) || !only.marks.bold || others.length) return part;
	const kind = (['decision', 'note'] as const).find((one) => words[one] === wordsOf([only]));
	return kind ? block('callout', said.length ? said : [block('paragraph')], { kind }) : part;
}

/** A list whose items all begin with a box is a list of tasks. */
function asTasks(part: Block): Block {
	const { children } = part;
	const boxes = children.map((child) => firstRun(child)?.text.match(task)?.[1]);
	if (part.kind !== 'bulletList' || !boxes.length || !boxes.every((box) => box !== undefined)) return part;
	return block(
		'taskList',
		children.map((item, index) => {
			const first = firstRun(item);
			if (first) first.text = first.text.replace(task, '');
			return block('taskItem', (item as Block).children, { checked: boxes[index] !== ' ' });
		})
	);
}

function firstRun(item: Part): Run | undefined {
	const [paragraph] = isRun(item) ? [] : item.children;
	const [first] = paragraph && !isRun(paragraph) ? paragraph.children : [];
	return first && isRun(first) ? first : undefined;
}
