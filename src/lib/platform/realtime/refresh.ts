/**
 * The page that is shown becomes the page as it is now, in place: what is the same stays the same
 * element, so that reading, focus, open folds and typed text are kept.
 */
import { Idiomorph } from 'idiomorph';
import { isTyping } from './typing';

export type Refreshed = 'same' | 'updated' | 'waiting' | 'gone' | 'signed-out' | 'unreachable';

/** @param region what says, on both pages, that the page is live. */
export async function refresh(region: HTMLElement): Promise<Refreshed> {
	const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' }).catch(() => null);
	if (!answer || answer.status >= 500) return 'unreachable';
	if (answer.status >= 400) return 'gone';
	const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
	const next = page.querySelector<HTMLElement>('[data-live]');
	if (!next) return 'signed-out';
	if (next.dataset.live !== region.dataset.live) return 'gone';
	const [shown, fresh] = [document.querySelector('main'), page.querySelector('main')];
	if (!shown || !fresh) return 'gone';
	region.dataset.version = next.dataset.version;
	if (asSent(shown).isEqualNode(asSent(fresh))) return 'same';
	// A page that answers a form that was just sent is not at its address.
	if (isTyping(shown, kept) || location.search.startsWith('?/') || isHydrated()) return 'waiting';
	keepingPlace(shown, () => become(shown, fresh));
	document.title = page.title;
	return 'updated';
}

/** A page that asked for SvelteKit's own script is Svelte's to change. */
const isHydrated = () => Object.keys(globalThis).some((name) => name.startsWith('__sveltekit_'));

/** Without what the reader did to it, nor what differs each time that it is sent. */
function asSent(main: Element): Node {
	const copy = main.cloneNode(true) as Element;
	for (const fold of copy.querySelectorAll('details')) fold.open = false;
	for (const hidden of copy.querySelectorAll(`input[type=hidden], ${kept}`)) hidden.remove();
	// Empty text and comments come and go with the morph.
	copy.normalize();
	return copy;
}

/** A form that says so stays as it is, whatever is typed in it: the rest of the page goes on around it. */
const kept = '[data-kept]';
const isKept = (node: Node): node is HTMLElement => node instanceof HTMLElement && node.matches(kept);

/** What may move among its like: a line that comes first must not become the line that was read. */
const pieces = 'a[href], button, dd, dt, h1, h2, h3, h4, li, p, td';

/**
 * Names on both sides, for a moment, what says the same: they are matched by name, and what was read, or
 * has the focus, stays the same element wherever it goes.
 */
function nameAlike(...trees: Element[]): void {
	const names = new Map<string, string>();
	for (const tree of trees) {
		const met = new Map<string, number>();
		for (const piece of tree.querySelectorAll(pieces)) {
			if (piece.id) continue;
			const said = [piece.tagName, piece.getAttribute('href'), piece.textContent].join(' ');
			const times = (met.get(said) ?? 0) + 1;
			met.set(said, times);
			const key = `${times} ${said}`;
			const name = names.get(key) ?? `live-${names.size}`;
			names.set(key, name);
			piece.id = name;
		}
	}
}

function become(shown: Element, fresh: Element): void {
	nameAlike(shown, fresh);
	const { activeElement } = document;
	Idiomorph.morph(shown, fresh, {
		morphStyle: 'outerHTML',
		ignoreActiveValue: true,
		restoreFocus: true,
		callbacks: {
			beforeNodeMorphed: (node) => !isKept(node),
			beforeNodeRemoved: (node) => !(isKept(node) && isTyping(node)),
			beforeAttributeUpdated: (name, node) => !(name === 'open' && node instanceof HTMLDetailsElement)
		}
	});
	for (const piece of shown.querySelectorAll('[id^="live-"]')) piece.removeAttribute('id');
	// An element that is moved loses the focus.
	if (activeElement instanceof HTMLElement && activeElement.isConnected) activeElement.focus({ preventScroll: true });
}

/** What is at the top of the window stays there, whatever was added or taken away above it. */
function keepingPlace(main: Element, change: () => void): void {
	const { style } = document.documentElement;
	// Browsers that anchor by themselves would move it twice.
	style.overflowAnchor = 'none';
	const visible = [...main.querySelectorAll('*')]
		.map((element) => ({ element, top: element.getBoundingClientRect().top, height: element.clientHeight }))
		.filter(({ top, height }) => height > 0 && top >= 0 && top < innerHeight);
	change();
	const anchor = visible.find(({ element }) => element.isConnected);
	if (anchor && scrollY > 0)
		scrollBy({ top: anchor.element.getBoundingClientRect().top - anchor.top, behavior: 'instant' });
	requestAnimationFrame(() => style.removeProperty('overflow-anchor'));
}
