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
	if (isTyping(shown) || location.search.startsWith('?/')) return 'waiting';
	keepingPlace(shown, () => become(shown, fresh));
	document.title = page.title;
	return 'updated';
}

/** Without what the reader did to it, nor what differs each time that it is sent. */
function asSent(main: Element): Node {
	const copy = main.cloneNode(true) as Element;
	for (const fold of copy.querySelectorAll('details')) fold.open = false;
	for (const hidden of copy.querySelectorAll('input[type=hidden]')) hidden.remove();
	// Empty text and comments come and go with the morph.
	copy.normalize();
	return copy;
}

function become(shown: Element, fresh: Element): void {
	Idiomorph.morph(shown, fresh, {
		morphStyle: 'innerHTML',
		ignoreActiveValue: true,
		restoreFocus: true,
		callbacks: {
			beforeAttributeUpdated: (name, node) => !(name === 'open' && node instanceof HTMLDetailsElement)
		}
	});
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
