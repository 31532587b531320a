/**
 * The only script of a live page, a file of its own: pages are not hydrated. It watches the object that
 * `data-live` names, and when something changed asks for the same address under the viewer's own rights.
 */
import { openConnection, type Connection, type Renewal } from './connection';
import { refresh, type Refreshed } from './refresh';
import type { Changed, Room } from './rooms';

/** Milliseconds. Readers of one page do not all ask for it at the same instant. */
const soon = () => 150 + Math.random() * 600;
const shownFor = 12_000;

class LivePage {
	readonly #region: HTMLElement;
	readonly #socket: Connection['socket'];
	#planned: ReturnType<typeof setTimeout> | undefined;
	#hiding: ReturnType<typeof setTimeout> | undefined;
	#joined = false;
	#stale = false;

	constructor(region: HTMLElement) {
		this.#region = region;
		this.#socket = openConnection(() => this.#renew()).socket;
		this.#socket
			.on('connect', () => this.#join())
			.on('changed', (what) => this.#changed(what))
			.on('missed', () => this.#plan())
			.on('room:closed', () => this.#plan());
		addEventListener('visibilitychange', () => !document.hidden && this.#stale && this.#plan());
	}

	get #room(): Room {
		return this.#region.dataset.live as Room;
	}

	#join(): void {
		this.#socket.emit('room:join', { room: this.#room }, (answer) => {
			const { version } = this.#region.dataset;
			const missed = answer.ok && (answer.latest === null ? undefined : String(answer.latest)) !== version;
			if (this.#joined || missed || (!answer.ok && answer.error === 'not-found')) this.#plan();
			this.#joined = true;
		});
	}

	#changed({ object, id, version }: Changed): void {
		const own = `${object}:${id}` === this.#room;
		if (own && version !== null && version <= Number(this.#region.dataset.version)) return;
		this.#plan();
	}

	#plan(): void {
		this.#stale = true;
		// A page that nobody looks at asks for nothing.
		if (document.hidden) return;
		clearTimeout(this.#planned);
		this.#planned = setTimeout(() => void this.#refresh(), soon());
	}

	async #refresh(): Promise<Refreshed> {
		this.#stale = false;
		const outcome = await refresh(this.#region);
		if (outcome === 'unreachable') this.#stale = true;
		else if (outcome !== 'same') this.#say(outcome);
		if (outcome === 'gone' || outcome === 'signed-out') this.#socket.disconnect();
		return outcome;
	}

	/** An ordinary page renews the token, or says that the session is over. */
	async #renew(): Promise<Renewal> {
		const outcome = await this.#refresh();
		if (outcome === 'gone' || outcome === 'signed-out') return 'over';
		return outcome === 'unreachable' ? 'unreachable' : 'renewed';
	}

	/** The words are in the page, in its language. The region was there before them: they are read aloud. */
	#say(outcome: string): void {
		const words = this.#region.querySelector<HTMLTemplateElement>(`template[data-say="${outcome}"]`);
		const status = this.#region.querySelector('[role=status]');
		if (!words || !status) return;
		clearTimeout(this.#hiding);
		status.replaceChildren(words.content.cloneNode(true));
		if (outcome === 'updated') this.#hiding = setTimeout(() => status.replaceChildren(), shownFor);
	}
}

const region = document.querySelector<HTMLElement>('[data-live]');
if (region) new LivePage(region);
