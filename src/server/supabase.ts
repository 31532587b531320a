/**
 * Supabase in this process, by Supabase Lite (an alpha: its traps are named where they are mended).
 *
 * Nothing here is open to the world: `src/lib/platform/public-api.server.ts` says which addresses
 * of `/rest/v1`, `/auth/v1` and `/storage/v1` answer, and our own pages call the rest in process.
 */
import fs from 'node:fs/promises';
import type { AuthMail, AuthMailer, Log } from '../lib/platform/runtime.server.ts';
import { FilesOnDisk } from './files-on-disk.ts';
import type { Secrets } from './secrets.ts';

// Lite reads both while it is imported: it must come after these lines, hence `import()` below.
process.env['EXPERIMENTAL_STORAGE'] = '1';
process.env['LITE_TELEMETRY'] = '0';

export interface EmbeddedSupabase {
	/** Everything, without a socket. */
	fetch: typeof fetch;
	onMail(send: AuthMailer): void;
	close(): Promise<void>;
}

interface Options {
	/** Signs in as `palabre_api`. */
	databaseUrl: string;
	secrets: Secrets;
	origin: string;
	filesDir: string;
	uploadLimit: number;
	log: Log;
}

/** Ten minutes: how long a token that leaked could be used on `/rest/v1` after a sign-out. */
const accessTokenSeconds = 600;
const codeMinutes = 30;

async function lite() {
	// Lite puts its own in its place, which throws at a warning that is an `Error`: whoever warns would fail.
	const { emitWarning } = process;
	const [{ App }, { createPostgresConnection }] = await Promise.all([
		import('@supabase/lite'),
		import('@supabase/lite/postgres')
	]);
	process.emitWarning = emitWarning;
	return { App, createPostgresConnection };
}

/**
 * The SQL of Lite's `auth` and `storage` schemas and the grants of its login, idempotent; we run it
 * ourselves, because Lite swallows its errors.
 */
export async function authAndStorageSchema(): Promise<string> {
	const { App, createPostgresConnection } = await lite();
	// Never connected: `init` only composes the text.
	const connection = await createPostgresConnection({ url: 'postgres://nobody@127.0.0.1:1/none' });
	const app = new App({ connection, auth: { enabled: true, jwt_secret: 'x'.repeat(32) }, storage: { enabled: true } });
	app._storageAdapter = new FilesOnDisk('/nowhere');
	await app.init();
	const schema = connection.config.baseSchema ?? '';
	await connection.close();
	return schema + '\n' + (await fs.readFile(new URL('../../supabase/lite.sql', import.meta.url), 'utf8'));
}

export async function startSupabase(options: Options): Promise<EmbeddedSupabase> {
	const { App, createPostgresConnection } = await lite();
	const connection = await createPostgresConnection({
		url: options.databaseUrl,
		// `backoff`: as in our own pool.
		postgresOptions: { max: 8, onnotice: () => {}, backoff: () => 0.1 }
	});
	const app = new App({
		connection,
		auth: {
			enabled: true,
			jwt_secret: options.secrets.jwtSecret,
			publishable_key: options.secrets.publishableKey,
			secret_key: options.secrets.secretKey,
			jwt_expiry: accessTokenSeconds,
			site_url: options.origin,
			minimum_password_length: 12,
			email: { otp_length: 6, otp_expiry: codeMinutes * 60, max_frequency: '0s' }
		},
		storage: { enabled: true, file_size_limit: String(options.uploadLimit) },
		studio: { enabled: false },
		options: { server: { admin: false } }
	});
	app._storageAdapter = new FilesOnDisk(options.filesDir);
	await app.init();
	// Otherwise Lite grants ALL on every schema that has RLS to `anon` at its first REST call.
	(connection as unknown as { rlsState: 'active' }).rlsState = 'active';

	let send: AuthMailer = async (mail) => options.log.error({ kind: mail.kind }, 'No mailer yet: a mail was lost');
	app._mailer = mailer((mail) => send(mail));

	return {
		fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
			app.fetch(new Request(input, init), { peerAddress: '127.0.0.1' })) as typeof fetch,
		onMail: (given) => (send = given),
		close: () => connection.close()
	};
}

/** Lite's mailer writes English mails at once; ours receives the code and only queues a job. */
function mailer(send: AuthMailer) {
	const as =
		(kind: AuthMail['kind']) =>
		(to: string, tokenHash: string, code: string): Promise<void> =>
			send({ kind, to, code, tokenHash });
	return {
		sendConfirmation: as('sign-in'),
		sendMagicLink: as('sign-in'),
		sendRecovery: as('recovery'),
		sendEmailChange: as('email-change'),
		sendReauthentication: async () => {}
	};
}
