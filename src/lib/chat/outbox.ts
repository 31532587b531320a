/**
 * What somebody wrote and the server has not acknowledged, kept on the device: it outlives the tab. Each entry
 * is its author's: on a shared phone nobody sends what somebody else wrote.
 */
import type { Room } from '$lib/platform/realtime/rooms';

export interface Outgoing {
	/** Of the message. In the order of time: they are sent in this order. */
	id: string;
	room: Room;
	person: string;
	body: string;
	/** The id of the message that it answers. */
	replyTo?: string;
}

const name = 'palabre-chat';
const store = 'outbox';

function open(): Promise<IDBDatabase> {
	const request = indexedDB.open(name, 1);
	request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'id' });
	return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('indexedDB'));
	});
}

async function within<T>(mode: IDBTransactionMode, work: (entries: IDBObjectStore) => IDBRequest<T>): Promise<T> {
	const database = await open();
	try {
		const transaction = database.transaction(store, mode);
		const done = new Promise<void>((resolve, reject) => {
			transaction.oncomplete = () => resolve();
			transaction.onabort = () => reject(transaction.error ?? new Error('indexedDB'));
		});
		const result = await settled(work(transaction.objectStore(store)));
		await done;
		return result;
	} finally {
		database.close();
	}
}

/** A device that forbids or has no room left for it must not stop anybody: the message is sent from memory. */
const orNothing = <T>(promise: Promise<T>, nothing: T) => promise.catch(() => nothing);

export const outbox = {
	keep: (entry: Outgoing) =>
		orNothing<unknown>(
			within('readwrite', (entries) => entries.put(entry)),
			undefined
		),
	forget: (id: string) =>
		orNothing<unknown>(
			within('readwrite', (entries) => entries.delete(id)),
			undefined
		),
	/** In the order in which they were written. */
	of: async (person: string): Promise<Outgoing[]> => {
		const all = await orNothing<Outgoing[]>(
			within('readonly', (entries) => entries.getAll()),
			[]
		);
		return all.filter((entry) => entry.person === person);
	}
};
