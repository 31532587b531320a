import type { Claims, Database } from '$lib/platform/database.server';
import type { Room } from '$lib/platform/realtime/rooms';
import type { Shell } from '$lib/platform/shell';

declare global {
	namespace App {
		interface Error {
			message: string;
			/** Of the log line that says what went wrong. */
			id?: string;
		}
		interface Locals {
			claims: Claims | null;
			/** One transaction under the viewer's rights. */
			db: <T>(work: (db: Database) => Promise<T>) => Promise<T>;
			requestId: string;
		}
		interface PageData extends Partial<Shell> {
			/** What the page shows: it says so when that changes. */
			live?: { room: Room; version: number | null };
		}
	}
}

export {};
