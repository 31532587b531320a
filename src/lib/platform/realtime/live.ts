/**
 * The only script of a live page, a file of its own: pages are not hydrated. It watches the object that
 * `data-live` names, and when something changed asks for the same address under the viewer's own rights.
 */
import { io, type Socket } from 'socket.io-client';
import { refresh, type Refreshed } from './refresh';
import {
	realtimePath,
	type Changed,
	type ClientEvents,
	type ConnectRefusal,
	type Room,
	type ServerEvents
} from './rooms';

/** Milliseconds. Readers of one page do not all ask for it at the same instant. */
const soon = () => 150 + Math.random() * 600;
const later = 30_000;
const shownFor = 12_000;

class LivePage {
	readonly #region: HTMLElement;
	readonly #socket: Socket<ServerEvents, ClientEvents>;
	#planned: ReturnType<typeof setTimeout> | undefined;
	#hiding: ReturnType<typeof setTimeout> | undefined;
	#joined = false;
	#stale = false;
	#renewed = false;

	constructor(region: HTMLElement) {
		this.#region = region;
		this.#socket = io({ path: realtimePath, transports: ['websocket', 'polling'], tryAllTransports: true });
		this.#socket
			.on('connect', () => this.#join())
			.on('connect_error', ({ message }) => void this.#refused(message as ConnectRefusal))
			.on('changed', (what) => this.#changed(what))
			.on('missed', () => this.#plan())
			.on('room:closed', () => this.#plan());
		addEventListener('visibilitychange', () => !document.hidden && this.#stale && this.#plan());
		addEventListener('online', () => this.#socket.disconnect().connect());
		// A page with an open connection could not come back as it was by « back ».
		addEventListener('pagehide', () => this.#socket.disconnect());
		addEventListener('pageshow', ({ persisted }) => persisted && this.#socket.connect());
	}

	get #room(): Room {
		return this.#region.dataset.live as Room;
	}

	#join(): void {
		this.#renewed = false;
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

	/** The socket only reads the cookie: an ordinary page renews it, or says that the session is over. */
	async #refused(why: ConnectRefusal): Promise<void> {
		if (this.#socket.active) return;
		const outcome = why === 'expired' || why === 'unauthorized' ? await this.#refresh() : 'unreachable';
		if (outcome === 'gone' || outcome === 'signed-out') return;
		const atOnce = why === 'expired' && outcome !== 'unreachable' && !this.#renewed;
		this.#renewed = true;
		setTimeout(() => this.#socket.connect(), atOnce ? 0 : later);
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
