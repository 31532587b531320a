/**
 * What an editor writes, on its way to the database (docs/decisions/0011): judged, then stored by the same
 * transaction. What was judged may be shared; it is said to be saved once it is stored.
 */
import { IncomingMessage, MessageType, type WebSocketLike } from '@hocuspocus/server';
import pg from 'pg';
import type { Claims } from '$lib/platform/database.server';
import { refused } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';
import { sender } from './states.server';

const connections = 4;
let opened: pg.Pool | undefined;

/** Planned once by connection. */
const prepared = `
	prepare admit (jsonb, uuid, integer) as select private.admit_document_update($1, $2, $3);
	prepare store (uuid, bytea, text) as select private.store_document_update($1, $2, $3)`;

/** Of their own: who writes does not wait for who asks for a page. */
function pool(): pg.Pool {
	if (opened) return opened;
	const ours = new pg.Pool({
		// It owns nothing, and may execute the two functions that are called here.
		connectionString: runtime().database.appUrl,
		application_name: 'palabre-documents',
		max: connections,
		idleTimeoutMillis: 30_000,
		connectionTimeoutMillis: 5_000,
		keepAlive: true
	});
	// A connection that is lost fails what it was storing: there is nothing else to say.
	ours
		.on('error', () => {})
		.on('connect', (client) => {
			client.on('error', () => {});
			client.query(prepared).catch(() => {});
		});
	// Not awaited: PostgreSQL, which stops next, cuts what would not end.
	runtime().atStop(async () => void ours.end());
	return (opened = ours);
}

/**
 * The two statements leave together, and are one transaction since nothing but the end comes after them; the answer to
 * the first one is told before it is durable.
 */
class Writing implements pg.Submittable {
	readonly #admitted = Promise.withResolvers<void>();
	readonly #stored = Promise.withResolvers<void>();
	/** Fails when its author does not write the document. */
	readonly admitted = this.#admitted.promise;
	/** Fails when they do not, or when nobody knows whether it is stored. */
	readonly stored = this.#stored.promise;
	readonly #admission: string[];
	readonly #storing: (string | Buffer)[];

	constructor(claims: Claims, id: string, update: Uint8Array) {
		this.#admission = [JSON.stringify(claims), id, String(update.byteLength)];
		this.#storing = [id, Buffer.from(update), sender];
		// Whoever only waits for the first hears of both.
		this.stored.catch(() => {});
	}

	submit(connection: pg.Connection): void {
		connection.stream.cork();
		connection.bind({ statement: 'admit', values: this.#admission }, true);
		connection.execute(null, true);
		connection.flush();
		connection.bind({ statement: 'store', values: this.#storing }, true);
		connection.execute(null, true);
		connection.sync();
		connection.stream.uncork();
	}

	handleRowDescription(): void {}
	handleDataRow(): void {}
	handleCommandComplete(): void {
		this.#admitted.resolve();
	}
	handleReadyForQuery(): void {
		this.#stored.resolve();
	}
	handleError(error: Error): void {
		this.#admitted.reject(error);
		this.#stored.reject(error);
	}
}

/** The database judged, and its author may not. */
export const isRefusal = (error: unknown): error is pg.DatabaseError =>
	error instanceof pg.DatabaseError && (error.code === refused.right || error.code === refused.rule);

export function write(claims: Claims, id: string, update: Uint8Array): Pick<Writing, 'admitted' | 'stored'> {
	const writing = new Writing(claims, id, update);
	pool().connect((problem, client, release) => {
		if (!client) return writing.handleError(problem ?? new Error('There is no connection.'));
		client.query(writing);
		writing.stored.then(
			() => release(),
			(error: unknown) => release(!isRefusal(error))
		);
	});
	return writing;
}

/** What is shared and not yet stored, by document. */
export class Unstored {
	readonly #of = new Map<string, Set<Promise<void>>>();

	add(id: string, stored: Promise<void>): void {
		const those = this.#of.get(id) ?? new Set();
		this.#of.set(id, those.add(stored));
		const settle = () => {
			those.delete(stored);
			if (!those.size && this.#of.get(id) === those) this.#of.delete(id);
		};
		stored.then(settle, settle);
	}

	/** Settles when there is nothing of it left; fails when something could not be stored. */
	async none(id: string): Promise<void> {
		await Promise.all(this.#of.get(id) ?? []);
	}
}

/** Hocuspocus says of an update that it was applied: its author is told when it is stored. */
export function tellingWhenStored(socket: WebSocketLike, unstored: Unstored): WebSocketLike {
	return {
		get readyState() {
			return socket.readyState;
		},
		close: (code, reason) => socket.close(code, reason),
		send: (message) => {
			const id = message instanceof Uint8Array ? acknowledged(message) : undefined;
			if (id === undefined) socket.send(message);
			else
				unstored.none(id).then(
					() => socket.send(message),
					() => {}
				);
		}
	};
}

/** The document of which this message says that it is saved. */
function acknowledged(message: Uint8Array): string | undefined {
	const said = new IncomingMessage(message);
	const address = said.readVarString();
	const isSaved = said.readVarUint() === (MessageType.SyncStatus as number) && said.readVarUint() === 1;
	return isSaved ? address.split('\0')[0] : undefined;
}
