/**
 * The Palabre process: `npm start`, and `npm run demo` with `--demo`. It starts the backend, gives
 * the HTTP server to the built application, listens, and stops everything in order.
 */
// Before anything that reaches the database, all of which is imported further down.
import './mend-postgres.ts';
import { createServer, type Server } from 'node:http';
import { ConfigurationError, readConfiguration, type Configuration } from '../lib/platform/config.server.ts';
import { addressOf } from '../lib/platform/realtime/handshake.server.ts';
import type { Backend } from './backend.ts';
import { compressing, type Handler } from './compressing.ts';
import { DirectoryInUse } from './lock.ts';
import { openLog } from './log.ts';

/** Where SvelteKit reads who asks. */
const addressHeader = 'palabre-client-address';
const http = createServer();
let backend: Backend | undefined;

try {
	await main();
} catch (error) {
	const { MigrationError } = await import('./migrate.ts');
	const expected = [ConfigurationError, DirectoryInUse, MigrationError].some((kind) => error instanceof kind);
	console.error(expected ? (error as Error).message : error);
	await backend?.stop();
	process.exit(1);
}

async function main(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const log = openLog(configuration.logLevel);
	let stopping: Promise<void> | undefined;
	const stop = (code: number) => {
		stopping ??= shutDown(http, backend).finally(() => process.exit(code));
	};
	process.once('SIGTERM', () => stop(0));
	process.once('SIGINT', () => stop(0));

	if (process.argv.includes('--reset')) await (await import('./demo.ts')).reset(configuration);
	const { startBackend } = await import('./backend.ts');
	backend = await startBackend({
		configuration,
		log,
		http,
		onLost: (error) => {
			log.error({ error: error.message }, 'The database is lost');
			stop(1);
		}
	});
	const demo = process.argv.includes('--demo') ? await import('./demo.ts') : undefined;
	await demo?.load(backend.runtime);

	const handler = await application(configuration);
	const answer = compressing(handler);
	http.on('request', (request, response) => {
		// One rule for pages and sockets; whoever sends this header does not choose what it says.
		request.headers[addressHeader] = addressOf(request, configuration);
		// Their addresses hold no hash, but they change once a year: not asked for again on each page.
		if (/^\/(fonts\/|favicon\.svg|logo\.svg)/.test(request.url ?? ''))
			response.setHeader('cache-control', 'public, max-age=604800');
		// A mail program posts there without saying from where (RFC 8058), as no browser does.
		if (request.url?.startsWith('/notifications/arret/')) request.headers.origin ??= configuration.origin;
		answer(request, response);
	});
	await new Promise<void>((resolve, reject) => {
		http.once('error', reject);
		http.listen(configuration.port, configuration.host, resolve);
	});
	log.info({ origin: configuration.origin }, 'Palabre listens');
	demo?.announce(configuration);
}

/** The build of SvelteKit reads a few settings of its own from the environment while it is imported. */
async function application(configuration: Configuration): Promise<Handler> {
	process.env['ORIGIN'] = configuration.origin;
	// A form with several files; each file has its own limit (`UPLOAD_LIMIT`).
	process.env['BODY_SIZE_LIMIT'] = String(configuration.uploadLimit * 5 + 1024 * 1024);
	process.env['ADDRESS_HEADER'] = addressHeader;
	const built = new URL('../../build/handler.js', import.meta.url).href;
	const { handler } = (await import(built)) as { handler: Handler };
	return handler;
}

/** No new request; those under way end; then the backend, and before it what the application mounted. */
async function shutDown(http: Server, backend: Backend | undefined): Promise<void> {
	const emergency = setTimeout(() => process.exit(1), 20_000);
	emergency.unref();
	await new Promise<void>((resolve) => {
		http.close(() => resolve());
		backend?.drain();
		http.closeIdleConnections();
		setTimeout(() => http.closeAllConnections(), 5_000).unref();
	});
	await backend?.stop();
}
