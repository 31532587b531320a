/** Markdown as the tree of a document: what one begins with, templates, and what was written elsewhere. */
import MarkdownIt, { type Token } from 'markdown-it';
import { isAllowedAddress } from './html';
import { block, isRun, type Block, type Part, type Run } from './tree';

const markdown = new MarkdownIt({ html: false, linkify: false });

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

export function parseMarkdown(source: string): Block[] {
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
	return root.children.filter((part): part is Block => !isRun(part)).map(asTasks);
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
	return tokens.flatMap((token): Part[] => {
		const mark = markOf[token.type];
		if (mark) {
			const href = String(token.attrGet('href') ?? '');
			if (mark !== 'link') marks[mark] = {};
			else if (isAllowedAddress(href)) marks.link = { href };
			return [];
		}
		const closed = markOf[token.type.replace(/_close$/, '_open')];
		if (closed) {
			delete marks[closed];
			return [];
		}
		if (token.type === 'hardbreak') return [block('hardBreak')];
		const text = token.type === 'softbreak' ? ' ' : token.content;
		return text ? [{ text, marks: { ...marks, ...(token.type === 'code_inline' && { code: {} }) } }] : [];
	});
}

const task = /^\[([ xX])\]\s+/;

/** A list whose items all begin with a box is a list of tasks. */
function asTasks(part: Block): Block {
	const children = part.children.map((child) => (isRun(child) ? child : asTasks(child)));
	const boxes = children.map((child) => firstRun(child)?.text.match(task)?.[1]);
	if (part.kind !== 'bulletList' || !boxes.length || !boxes.every((box) => box !== undefined))
		return { ...part, children };
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
