/**
 * What word processors put in the clipboard, without what only they understand. The editor keeps the kinds that it
 * knows; here are those that look like something else: lists of Word that are paragraphs, wrappers, titles.
 */

/** @returns HTML for the editor, which still takes only what its schema holds. */
export function cleanPasted(html: string): string {
	// What was copied here says itself already.
	if (html.includes('data-pm-slice')) return html;
	const { body } = new DOMParser().parseFromString(html, 'text/html');
	removeComments(body);
	for (const odd of body.querySelectorAll(unreadable)) odd.remove();
	for (const element of body.querySelectorAll('*')) if (isHidden(element)) element.remove();
	for (const bold of body.querySelectorAll('b'))
		if (/^(.*;)?font-weight:(normal|400)/.test(styleOf(bold))) bold.replaceWith(...bold.childNodes);
	gatherLists(body);
	for (const odd of body.querySelectorAll('*')) if (odd.tagName.includes(':')) odd.replaceWith(...odd.childNodes);
	shiftTitles(body);
	for (const paragraph of body.querySelectorAll('p, h1, h2, h3, h4, h5, h6'))
		if (isEmpty(paragraph)) paragraph.remove();
	return body.innerHTML;
}

const unreadable =
	'style, script, meta, link, title, xml, object, iframe, img:not([data-file]), span.EOP, br.Apple-interchange-newline, a[href^="#_msocom"]';
const styleOf = (element: Element) => (element.getAttribute('style') ?? '').replace(/\s+/g, '');

/** Comments of reviewers, and text that the word processor does not show. */
const isHidden = (element: Element) => /mso-element:comment|mso-hide:all|display:none/.test(styleOf(element));

/** Cells stay, empty or not. */
const isEmpty = (paragraph: Element) =>
	!paragraph.textContent?.replace(/[\s\u00a0]/g, '') && !paragraph.querySelector('img') && !paragraph.closest('td, th');

function removeComments(node: Node): void {
	for (const child of [...node.childNodes]) {
		if (child.nodeType === Node.COMMENT_NODE) child.remove();
		else removeComments(child);
	}
}

/** Titles of a document begin at the second level here, and go down to the fourth. */
function shiftTitles(body: HTMLElement): void {
	const down = body.querySelector('h1, p.MsoTitle') ? 1 : 0;
	for (const title of body.querySelectorAll('h1, h2, h3, h4, h5, h6, p.MsoTitle')) {
		const level = title.tagName === 'P' ? 1 : Number(title.tagName.slice(1));
		const shifted = body.ownerDocument.createElement(`h${Math.min(4, Math.max(2, level + down))}`);
		shifted.append(...title.childNodes);
		title.replaceWith(shifted);
	}
}

const levelOf = (element: Element) => Number(/mso-list:\S*?level(\d+)/.exec(styleOf(element))?.[1] ?? 0);

interface Open {
	level: number;
	list: Element;
}

/** Paragraphs that Word shows as items, one after the other, become lists in lists. */
function gatherLists(body: HTMLElement): void {
	let open: Open[] = [];
	let last: Element | undefined;
	for (const item of body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')) {
		const level = levelOf(item);
		const marker = markerOf(item);
		if (!level || marker === undefined) continue;
		if (!last || last.nextElementSibling !== item) open = [];
		const kind = /^\(?[0-9a-z]{1,4}[.)]/i.test(marker) ? 'ol' : 'ul';
		open = open.filter((one) => one.level < level || (one.level === level && one.list.tagName.toLowerCase() === kind));
		if (open.at(-1)?.level !== level) open.push({ level, list: begun(item, kind, open.at(-1)?.list) });
		const line = body.ownerDocument.createElement('li');
		const said = body.ownerDocument.createElement('p');
		said.append(...item.childNodes);
		line.append(said);
		open.at(-1)?.list.append(line);
		last = open[0]?.list;
		item.remove();
	}
}

/** In the last item of the list around it, or where its first item stands. */
function begun(item: Element, kind: string, around: Element | undefined): Element {
	const list = item.ownerDocument.createElement(kind);
	if (around?.lastElementChild) around.lastElementChild.append(list);
	else item.before(list);
	return list;
}

/** The bullet or the number that Word wrote in the text: taken away. */
function markerOf(item: Element): string | undefined {
	const marker = [...item.querySelectorAll('span')].find((span) => /mso-list:ignore/i.test(styleOf(span)));
	marker?.remove();
	return marker?.textContent?.replace(/[\s\u00a0]/g, '');
}
