/**
 * The text on this device and at the server: what is written is kept here first, sent as soon as the network
 * lets it through, and merged. The page says in words where it stands.
 */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { collaborationPath } from '../document';

/** What the page has words for. */
export type Standing =
	'connecting' | 'saving' | 'saved' | 'offline' | 'blocked' | 'read-only' | 'gone' | 'signed-out' | 'full';

/** Cuts before the page says that it does not get through. */
const triesBeforeSaying = 3;

export class Connection {
	readonly shared = new Y.Doc();
	readonly provider: HocuspocusProvider;
	readonly #socket: HocuspocusProviderWebsocket;
	readonly #kept: IndexeddbPersistence;
	readonly #say: (standing: Standing) => void;
	#refusal: 'gone' | 'signed-out' | 'full' | undefined;
	#tries = 0;
	#wasOpen = false;
	#renewing = false;

	/** @param say called each time that something may have changed. */
	constructor(id: string, person: string, say: (standing: Standing) => void) {
		this.#say = say;
		// Somebody else on the same device finds nothing of it.
		this.#kept = new IndexeddbPersistence(`palabre-document:${id}:${person}`, this.shared);
		this.#socket = new HocuspocusProviderWebsocket({
			url: `${location.origin.replace(/^http/, 'ws')}${collaborationPath}`,
			delay: 500,
			minDelay: 500,
			maxDelay: 15_000
		});
		this.provider = new HocuspocusProvider({
			websocketProvider: this.#socket,
			name: id,
			document: this.shared,
			// Who it is, is said by the cookie of the upgrade.
			token: 'cookie',
			onAuthenticated: () => this.#opened(),
			onAuthenticationFailed: ({ reason }) => void this.#refused(reason),
			onUnsyncedChanges: () => this.#tell(),
			onSynced: () => this.#tell(),
			onStateless: ({ payload }) => {
				if (payload === 'full') this.#refusal = 'full';
				this.#tell();
			},
			onClose: () => {
				this.#tries += 1;
				this.#tell();
			}
		});
		this.provider.attach();
		addEventListener('online', () => this.#again());
		addEventListener('offline', () => {
			this.#socket.disconnect();
			this.#tell();
		});
	}

	/** When there is a text to show: the server's, or what this device kept of it. */
	get ready(): Promise<void> {
		const fromServer = new Promise<void>((resolve) => this.provider.on('synced', () => resolve()));
		const fromHere = this.#kept.whenSynced.then(() => {
			// Nothing was kept: an empty page would hide a text that is only late.
			if (this.shared.store.clients.size === 0) return fromServer;
		});
		return Promise.race([fromServer, fromHere]).then(() => {});
	}

	get standing(): Standing {
		if (this.#refusal) return this.#refusal;
		if (!navigator.onLine) return 'offline';
		if (this.provider.isAuthenticated && this.provider.authorizedScope === 'readonly') return 'read-only';
		if (this.provider.isAuthenticated && this.provider.isSynced)
			return this.provider.hasUnsyncedChanges ? 'saving' : 'saved';
		if (this.#wasOpen && this.#tries > 0) return 'offline';
		return this.#tries >= triesBeforeSaying ? 'blocked' : 'connecting';
	}

	#opened(): void {
		this.#tries = 0;
		this.#wasOpen = true;
		this.#renewing = false;
		this.#tell();
	}

	async #refused(reason: string): Promise<void> {
		if (reason === 'expired' && !this.#renewing) {
			// The socket only reads the cookie: an ordinary page renews it.
			this.#renewing = true;
			await fetch(location.href).catch(() => {});
			this.#again();
			return;
		}
		if (reason === 'not-found') {
			this.#refusal = 'gone';
			await this.#kept.clearData();
		} else if (reason === 'unauthorized' || reason === 'expired') this.#refusal = 'signed-out';
		if (this.#refusal) this.#socket.disconnect();
		else setTimeout(() => this.#again(), 15_000);
		this.#tell();
	}

	#again(): void {
		this.#socket.disconnect();
		void this.#socket.connect();
	}

	#tell(): void {
		this.#say(this.standing);
	}
}
