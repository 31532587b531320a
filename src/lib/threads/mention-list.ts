/**
 * While one types « @Ka » : whom it may name, under the text, chosen by keyboard or by pointer. Without script the
 * preview asks the same question.
 */
import type { MentionChoice } from './mentions.server';

export interface MentionList {
	/** Answers with those whom `?q=` may name. */
	address: string;
	/** What the list is called. */
	label: string;
	/** What is said when it opens. */
	opened: string;
	/** Said of what is nobody: some bodies are called as those who speak for them. */
	organisation: string;
}

type Named = Pick<MentionChoice['found'][number], 'kind' | 'id' | 'name'>;

/** Two letters at least, up to where one types; not those of an address. */
const typing = /(?:^|[\s(«"'’])@([\p{L}\p{N}][\p{L}\p{N}’'-]{1,58})$/u;
const pause = 150;

let lists = 0;

/** @param area in a place of its own: the list goes under it. */
export function offerMentions(area: HTMLTextAreaElement, { address, label, opened, organisation }: MentionList): void {
	const list = document.createElement('ul');
	list.id = `mentions-${(lists += 1)}`;
	list.className = 'mention-list';
	list.setAttribute('role', 'listbox');
	list.setAttribute('aria-label', label);
	list.hidden = true;
	const status = document.createElement('span');
	status.className = 'vh';
	status.setAttribute('role', 'status');
	area.after(list, status);
	area.setAttribute('aria-autocomplete', 'list');
	area.setAttribute('aria-controls', list.id);

	let found: Named[] = [];
	let active = 0;
	let word = '';
	let planned: ReturnType<typeof setTimeout> | undefined;

	const typed = () => typing.exec(area.value.slice(0, area.selectionStart))?.[1] ?? '';

	function close(): void {
		clearTimeout(planned);
		word = '';
		found = [];
		list.hidden = true;
		status.textContent = '';
		area.removeAttribute('aria-activedescendant');
	}

	function mark(position: number): void {
		active = (position + found.length) % found.length;
		for (const [at, option] of [...list.children].entries()) {
			option.setAttribute('aria-selected', String(at === active));
			if (at === active) option.scrollIntoView({ block: 'nearest' });
		}
		area.setAttribute('aria-activedescendant', `${list.id}-${active}`);
	}

	function show(named: Named[]): void {
		found = named;
		list.replaceChildren(
			...found.map(({ kind, name }, at) => {
				const option = document.createElement('li');
				option.id = `${list.id}-${at}`;
				option.setAttribute('role', 'option');
				option.textContent = kind === 'organisation' ? `${name} (${organisation})` : name;
				// Before the text loses the focus.
				option.addEventListener('pointerdown', (event) => event.preventDefault());
				option.addEventListener('click', () => choose(at));
				return option;
			})
		);
		list.hidden = false;
		status.textContent = opened;
		mark(0);
	}

	function choose(at: number): void {
		const one = found[at];
		if (!one) return;
		const end = area.selectionStart;
		const start = end - word.length - 1;
		area.setRangeText(`[@${one.name.replace(/[[\]\\]/g, ' ')}](${one.kind}:${one.id}) `, start, end, 'end');
		close();
		area.focus();
		area.dispatchEvent(new Event('input', { bubbles: true }));
	}

	async function look(): Promise<void> {
		const asked = word;
		const answer = await fetch(`${address}?q=${encodeURIComponent(asked)}`).catch(() => null);
		const named = answer?.ok ? ((await answer.json()) as Named[]) : [];
		if (asked !== word) return;
		if (named.length) show(named);
		else list.hidden = true;
	}

	area.addEventListener('input', () => {
		const now = typed();
		if (!now) return close();
		word = now;
		clearTimeout(planned);
		planned = setTimeout(() => void look(), pause);
	});
	area.addEventListener('blur', close);
	area.addEventListener('keydown', (event) => {
		if (list.hidden) return;
		const acts: Record<string, () => void> = {
			ArrowDown: () => mark(active + 1),
			ArrowUp: () => mark(active - 1),
			Enter: () => choose(active),
			Tab: () => choose(active),
			Escape: close
		};
		const act = acts[event.key];
		if (!act || event.isComposing) return;
		event.preventDefault();
		act();
	});
}
