/**
 * The configuration of one Palabre process: everything that the environment may say, read and
 * validated once, at the door. Nothing else in the code reads `process.env`.
 *
 * Plain TypeScript without aliases: the process entry (`src/server`) reads it before SvelteKit exists.
 */
import path from 'node:path';
import { z } from 'zod';

const megabyte = 1_000_000;

/** « 20 MB », « 512 kB » or a number of bytes. */
const byteSize = z
	.string()
	.regex(/^\d+\s*(kB|KB|MB|GB)?$/i, 'a size such as « 20 MB », « 800 kB » or a number of bytes')
	.transform((text) => {
		const amount = Number.parseInt(text, 10);
		const unit = text.replace(/[\d\s]/g, '').toLowerCase();
		return amount * ({ '': 1, kb: 1000, mb: megabyte, gb: 1000 * megabyte }[unit] ?? 1);
	});

const optional = <T extends z.ZodType>(schema: T) =>
	z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const environment = z.object({
	PORT: optional(z.coerce.number().int().min(0).max(65535)),
	HOST: optional(z.string()),
	ORIGIN: optional(z.url({ protocol: /^https?$/ })),
	DATA_DIR: optional(z.string()),
	DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
	SUPABASE_URL: optional(z.url({ protocol: /^https?$/ })),
	SUPABASE_PUBLISHABLE_KEY: optional(z.string().min(8)),
	SUPABASE_SECRET_KEY: optional(z.string().min(8)),
	SUPABASE_JWT_SECRET: optional(z.string().min(32, 'at least 32 characters')),
	SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
	MAIL_FROM: optional(
		z.string().regex(/^[^\r\n]*@[^\r\n]*$/, 'an address, for example « Palabre <bonjour@example.org> »')
	),
	TRUSTED_PROXY: optional(z.coerce.number().int().min(0).max(10)),
	UPLOAD_LIMIT: optional(byteSize),
	METRICS_TOKEN: optional(z.string().min(16, 'at least 16 characters')),
	LOG_LEVEL: optional(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']))
});

export interface Configuration {
	port: number;
	host: string;
	/** The public address, without a trailing slash: `https://palabre.example.org`. */
	origin: string;
	/** Absolute path. */
	dataDir: string;
	/** Owner of the database; absent: PostgreSQL is embedded in `dataDir`. */
	databaseUrl: string | undefined;
	/** A hosted or self-hosted Supabase; absent: Supabase Lite in this process. */
	supabase: { url: string; publishableKey: string; secretKey: string; jwtSecret: string | undefined } | undefined;
	jwtSecret: string | undefined;
	publishableKey: string | undefined;
	secretKey: string | undefined;
	smtpUrl: string | undefined;
	mailFrom: string;
	/** How many proxies stand in front and set `X-Forwarded-*`; 0: nobody, these headers are ignored. */
	trustedProxies: number;
	/** Bytes, for one file. */
	uploadLimit: number;
	metricsToken: string | undefined;
	logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}

/** Says in one sentence which variable is wrong and what it should be. */
export class ConfigurationError extends Error {}

export function readConfiguration(env: Record<string, string | undefined>): Configuration {
	const parsed = environment.safeParse(env);
	if (!parsed.success) {
		const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
		throw new ConfigurationError(`The configuration is wrong. ${sentences.join('; ')}.`);
	}
	const e = parsed.data;
	const port = e.PORT ?? 3000;
	if (e.SUPABASE_URL && !(e.SUPABASE_PUBLISHABLE_KEY && e.SUPABASE_SECRET_KEY && e.DATABASE_URL)) {
		throw new ConfigurationError(
			'With SUPABASE_URL, also set DATABASE_URL, SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY.'
		);
	}
	const origin = (e.ORIGIN ?? `http://localhost:${port}`).replace(/\/+$/, '');
	return {
		port,
		host: e.HOST ?? (e.ORIGIN ? '0.0.0.0' : '127.0.0.1'),
		origin,
		dataDir: path.resolve(e.DATA_DIR ?? './data'),
		databaseUrl: e.DATABASE_URL,
		supabase: e.SUPABASE_URL
			? {
					url: e.SUPABASE_URL.replace(/\/+$/, ''),
					publishableKey: e.SUPABASE_PUBLISHABLE_KEY as string,
					secretKey: e.SUPABASE_SECRET_KEY as string,
					jwtSecret: e.SUPABASE_JWT_SECRET
				}
			: undefined,
		jwtSecret: e.SUPABASE_JWT_SECRET,
		publishableKey: e.SUPABASE_PUBLISHABLE_KEY,
		secretKey: e.SUPABASE_SECRET_KEY,
		smtpUrl: e.SMTP_URL,
		mailFrom: e.MAIL_FROM ?? `Palabre <palabre@${new URL(origin).hostname}>`,
		trustedProxies: e.TRUSTED_PROXY ?? 0,
		uploadLimit: e.UPLOAD_LIMIT ?? 20 * megabyte,
		metricsToken: e.METRICS_TOKEN,
		logLevel: e.LOG_LEVEL ?? 'info'
	};
}
