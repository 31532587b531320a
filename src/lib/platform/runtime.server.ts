/**
 * What the process hands to the application: made by `src/server` before SvelteKit is loaded, read
 * here by everything that needs the database, Supabase or the HTTP server.
 *
 * It travels on `globalThis` because the production build and the process entry are two module
 * graphs: the symbol is the one thing that they share.
 */
import type { Server } from 'node:http';
import type { Configuration } from './config.server.ts';

export interface Runtime {
	configuration: Configuration;
	/** The one HTTP server; live slices attach to it in `hooks.server.ts`. Absent in commands. */
	http: Server | undefined;
	database: {
		/** Signs in as `palabre_app`, which owns nothing and inherits nothing. */
		appUrl: string;
		/** Signs in as the owner: migrations, jobs, backup. Never for a person's request. */
		ownerUrl: string;
	};
	supabase: {
		url: string;
		publishableKey: string;
		secretKey: string;
		/** HS256 secret; absent with a Supabase that signs with asymmetric keys. */
		jwtSecret: string | undefined;
		/** In-process in the embedded mode: no socket, and the whole of `/auth/v1`. */
		fetch: typeof fetch;
		/** The embedded mode lets us write its mails: see `src/lib/people/sign-in-mail.server.ts`. */
		onMail: ((send: AuthMailer) => void) | undefined;
	};
	/** Where `storage/v1` keeps its bytes in the embedded mode; absent with a real Supabase. */
	filesDir: string | undefined;
	log: Log;
	/** Connections that would stay open are closed as soon as the process begins to stop: the server waits for them. */
	atDrain(close: () => void): void;
	/** What the application mounted (worker, sockets) is closed before the backend, last mounted first. */
	atStop(close: () => Promise<void>): void;
}

export interface AuthMail {
	kind: 'sign-in' | 'recovery' | 'email-change';
	to: string;
	/** Six digits. */
	code: string;
	tokenHash: string;
}
export type AuthMailer = (mail: AuthMail) => Promise<void>;

/** The few methods of pino that we use: nothing here depends on the library. */
export interface Log {
	debug(fields: object, message?: string): void;
	info(fields: object, message?: string): void;
	warn(fields: object, message?: string): void;
	error(fields: object, message?: string): void;
}

const key = Symbol.for('palabre.runtime');
type Holder = { [key]?: Runtime };

export function provideRuntime(runtime: Runtime): void {
	(globalThis as Holder)[key] = runtime;
}

export function runtime(): Runtime {
	const provided = (globalThis as Holder)[key];
	if (!provided) throw new Error('The process has not provided its runtime: start it with src/server/main.ts.');
	return provided;
}
