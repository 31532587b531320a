/**
 * Editors that are open, on `/collaboration`: Hocuspocus brings what each one writes to the others. Nothing is
 * brought before the database says that its author may write it, nor said to be saved before it is stored
 * (docs/decisions/0011).
 */
import type { Server as HttpServer } from 'node:http';
import { Hocuspocus, type Connection, type Document, type WebSocketLike } from '@hocuspocus/server';
import crossws from 'crossws/adapters/node';
import { messageYjsSyncStep1, messageYjsSyncStep2 } from 'y-protocols/sync';
import * as Y from 'yjs';
import { z } from 'zod';
import { asService, asViewer, SessionEnded, type Claims, type Database } from '$lib/platform/database.server';
import { allow } from '$lib/platform/limits.server';
import { listenTo } from '$lib/platform/realtime/announcements.server';
import { Crowd } from '$lib/platform/realtime/crowd';
import { addressOf, isSameOrigin } from '$lib/platform/realtime/handshake.server';
import { openUpgrade } from '$lib/platform/realtime/upgrades.server';
import { runtime } from '$lib/platform/runtime.server';
import { accessTo } from './access.server';
import { collaborationPath } from './document';
import { load, sender } from './states.server';
import { isRefusal, tellingWhenStored, Unstored, write } from './writing.server';

interface Identify {
	/** Who a cookie header says that it is; « expired »: the page has to renew its token. */
	recognise: (cookies: string) => Promise<Claims | 'expired' | null>;
	whoIs: (db: Database) => Promise<{ id: string; name: string } | undefined>;
}

interface Context {
	claims: Claims;
	person: { id: string; name: string };
	/** What they wrote last. */
	storing?: Promise<void>;
}

/** Why somebody does not write: the page has words for each. */
type Refusal = 'expired' | 'unauthorized' | 'not-found' | 'too-many' | 'unavailable';
class Refused extends Error {
	readonly reason: Refusal;

	constructor(reason: Refusal) {
		// Hocuspocus prints what has a message.
		super();
		this.reason = reason;
	}
}

const editorsPerAddress = 100;
const editorsPerPerson = 10;
const mostBytes = 1_050_000;
/** The page asks again for its rights, as after any cut. */
const judgedAgain = 4001;

export function startCollaboration(identify: Identify): void {
	const { http } = runtime();
	if (!http) return;
	const unstored = new Unstored();
	const spoilt = new Spoilt();
	const editors = new Hocuspocus<Context>({
		quiet: true,
		onAuthenticate: async ({ documentName, requestHeaders, connectionConfig }) => {
			await spoilt.gone(documentName);
			const { context, writes } = await admit(identify, documentName, requestHeaders.get('cookie') ?? '');
			if (editorsOf(editors, context.person.id) >= editorsPerPerson) throw new Refused('too-many');
			connectionConfig.readOnly = !writes;
			return context;
		},
		// What changed since they were admitted was announced before they could be found.
		connected: async ({ connection, context, documentName }) => {
			const access = await asViewer(context.claims, (db) => accessTo(db, documentName)).catch(() => undefined);
			const isWrong = spoilt.has(documentName) || !access || access.writes === connection.readOnly;
			if (isWrong) judgeAgain([connection]);
		},
		onLoadDocument: async ({ documentName }) => stateOf(documentName),
		beforeSync: async ({ type, payload, connection, document, documentName, context }) => {
			if (type === messageYjsSyncStep1 || connection.readOnly) return;
			// An answer to what we have always comes, most often with nothing new.
			if (type === messageYjsSyncStep2 && Y.snapshotContainsUpdate(Y.snapshot(document), payload)) return;
			// One at a time of each editor.
			await context.storing?.catch(() => {});
			const stored = (await admitted(connection, context, documentName, payload))?.stored;
			if (!stored) return;
			context.storing = stored;
			unstored.add(documentName, stored);
			stored.catch((error: unknown) => {
				runtime().log.warn({ error: String(error) }, 'An update could not be stored');
				spoilt.add(editors, document);
			});
			// Judged again meanwhile, its author no longer shares it: it is in the database.
			if (connection.readOnly) Y.applyUpdate(document, payload, { source: 'local', skipStoreHooks: true });
		},
		beforeUnloadDocument: ({ documentName }) => unstored.none(documentName).catch(() => {}),
		afterUnloadDocument: async ({ documentName }) => spoilt.delete(documentName),
		// A caret carries the name of whoever the session says that it is.
		beforeHandleAwareness: async ({ states, context }) => {
			if (!context) return;
			const { id, name } = context.person;
			for (const state of states.values()) state['user'] = { id, name };
		}
	});
	openSockets(http, editors, unstored);
	listen(editors);
}

async function admit({ recognise, whoIs }: Identify, id: string, cookies: string) {
	const claims = await recognise(cookies);
	if (!claims) throw new Refused('unauthorized');
	if (claims === 'expired') throw new Refused('expired');
	try {
		const [person, access] = await asViewer(claims, async (db) => [await whoIs(db), await accessTo(db, id)] as const);
		if (!person) throw new Refused('unauthorized');
		if (!access || !(access.writes || access.member)) throw new Refused('not-found');
		return { context: { claims, person: { id: person.id, name: person.name } }, writes: access.writes };
	} catch (error) {
		if (error instanceof Refused) throw error;
		if (error instanceof SessionEnded) throw new Refused('unauthorized');
		runtime().log.warn({ error: String(error) }, 'An editor could not be admitted');
		throw new Refused('unavailable');
	}
}

async function stateOf(id: string): Promise<Uint8Array> {
	const kept = await asService((db) => load(db, id));
	if (!kept) throw new Refused('not-found');
	return Y.encodeStateAsUpdate(kept.shared);
}

/** A refusal makes the editor read only. */
async function admitted(connection: Connection<Context>, { claims, person }: Context, id: string, update: Uint8Array) {
	try {
		if (!(await allow('document-update', person.id))) throw new Refused('too-many');
		const writing = write(claims, id, update);
		await writing.admitted;
		return writing;
	} catch (error) {
		const isRefused = isRefusal(error);
		const isFull = isRefused && error.hint === 'full';
		if (isFull) connection.sendStateless('full');
		if (!isRefused) {
			// Not stored: the editor comes back, and sends it again.
			connection.webSocket.close(judgedAgain);
			throw error;
		}
		connection.readOnly = true;
		if (!isFull) connection.webSocket.close(judgedAgain);
		return undefined;
	}
}

/**
 * Documents of which nobody knows what the database has: everybody leaves them, they are read again from there, and
 * the editors that come back send what is missing.
 */
class Spoilt {
	readonly #leaving = new Map<string, PromiseWithResolvers<void>>();

	add(editors: Hocuspocus<Context>, document: Document): void {
		if (editors.documents.get(document.name) !== document || this.has(document.name)) return;
		this.#leaving.set(document.name, Promise.withResolvers());
		judgeAgain(document.getConnections());
	}

	has(id: string): boolean {
		return this.#leaving.has(id);
	}

	/** Settles when it is no longer in memory. */
	async gone(id: string): Promise<void> {
		await this.#leaving.get(id)?.promise;
	}

	delete(id: string): void {
		this.#leaving.get(id)?.resolve();
		this.#leaving.delete(id);
	}
}

const connectionsOf = (editors: Hocuspocus<Context>): Connection<Context>[] =>
	[...editors.documents.values()].flatMap((document) => document.getConnections());

const editorsOf = (editors: Hocuspocus<Context>, person: string) =>
	connectionsOf(editors).filter(({ context }) => context.person.id === person).length;

/** They leave the document at once, and ask for it again under their rights of now. */
function judgeAgain(connections: Connection<Context>[]): void {
	for (const connection of connections) {
		connection.readOnly = true;
		connection.close({ code: judgedAgain, reason: 'judged-again' });
		connection.webSocket.close(judgedAgain, 'judged-again');
	}
}

function openSockets(http: HttpServer, editors: Hocuspocus<Context>, unstored: Unstored): void {
	const { configuration, log } = runtime();
	const addresses = new Crowd(editorsPerAddress);
	const clients = new Map<string, ReturnType<typeof editors.handleConnection>>();
	const sockets = crossws({
		serverOptions: { maxPayload: mostBytes },
		hooks: {
			open: (peer) => {
				const socket = tellingWhenStored(peer.websocket as WebSocketLike, unstored);
				clients.set(peer.id, editors.handleConnection(socket, peer.request as Request));
			},
			message: (peer, message) => clients.get(peer.id)?.handleMessage(message.uint8Array()),
			close: (peer, { code = 1000, reason = '' }) => {
				clients.get(peer.id)?.handleClose({ code, reason });
				clients.delete(peer.id);
			},
			error: (_peer, error) => log.debug({ error: String(error) }, 'An editor lost its connection')
		}
	});
	openUpgrade(http, collaborationPath);
	http.on('upgrade', (request, socket, head) => {
		if (request.url?.split('?')[0] !== collaborationPath) return;
		const address = addressOf(request, configuration);
		if (!isSameOrigin(request, configuration) || addresses.isFull(address)) {
			socket.on('error', () => {});
			socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
			return;
		}
		addresses.enter(address);
		socket.once('close', () => addresses.leave(address));
		void sockets.handleUpgrade(request, socket, head);
	});
	runtime().atDrain(() => sockets.closeAll(undefined, undefined, true));
}

const announcedSchema = z.object({ id: z.uuid(), sender: z.string() });

/** Rights that changed, documents that changed hands, and what other processes wrote. */
function listen(editors: Hocuspocus<Context>): void {
	const documentOf = async (id: string) => editors.documents.get(id) ?? (await editors.loadingDocuments.get(id));
	const readAgain = async (id: string) => {
		const document = await documentOf(id);
		if (document) Y.applyUpdate(document, await stateOf(id), { source: 'local', skipStoreHooks: true });
	};
	const failed = (error: unknown) => runtime().log.warn({ error: String(error) }, 'A document could not be read again');
	listenTo({
		channels: {
			palabre_rights: (person) =>
				judgeAgain(connectionsOf(editors).filter(({ context }) => context.person.id === person)),
			palabre_document: (id) => judgeAgain(editors.documents.get(id)?.getConnections() ?? []),
			palabre_document_update: (payload) => {
				const announced = announcedSchema.safeParse(JSON.parse(payload)).data;
				if (announced && announced.sender !== sender) readAgain(announced.id).catch(failed);
			}
		},
		missed: () => {
			judgeAgain(connectionsOf(editors));
			for (const id of editors.documents.keys()) readAgain(id).catch(failed);
		}
	});
}
