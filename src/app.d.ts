import type { Claims, Database } from '$lib/platform/database.server';
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
		// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- SvelteKit merges this one
		interface PageData extends Partial<Shell> {}
	}
}

export {};
