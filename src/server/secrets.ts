/**
 * Secrets that nobody gave are made once and kept in the data directory, readable by us only.
 * Passwords of the database logins are derived from the JWT secret, so that several servers of one
 * network agree on them without another setting.
 */
import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Configuration } from '../lib/platform/config.server.ts';

export interface Secrets {
	jwtSecret: string;
	publishableKey: string;
	secretKey: string;
	/** Password of the owner of an embedded cluster. */
	ownerPassword: string;
}

export async function keptSecrets(configuration: Configuration): Promise<Secrets> {
	const kept = await readOrMake(path.join(configuration.dataDir, 'secrets.json'));
	return {
		jwtSecret: configuration.jwtSecret ?? kept.jwtSecret,
		publishableKey: configuration.publishableKey ?? kept.publishableKey,
		secretKey: configuration.secretKey ?? kept.secretKey,
		ownerPassword: kept.ownerPassword
	};
}

export function loginPassword(secrets: Secrets, login: string): string {
	return createHmac('sha256', secrets.jwtSecret).update(`database login ${login}`).digest('base64url');
}

async function readOrMake(file: string): Promise<Secrets> {
	try {
		return JSON.parse(await fs.readFile(file, 'utf8')) as Secrets;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
	const made: Secrets = {
		jwtSecret: randomBytes(48).toString('base64url'),
		publishableKey: `sb_publishable_${randomBytes(24).toString('base64url')}`,
		secretKey: `sb_secret_${randomBytes(32).toString('base64url')}`,
		ownerPassword: randomBytes(24).toString('base64url')
	};
	await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o711 });
	// Written beside, synced, then renamed: after a power cut there is a whole file or none.
	const unfinished = `${file}.new`;
	const handle = await fs.open(unfinished, 'w', 0o600);
	try {
		await handle.writeFile(JSON.stringify(made, null, '\t'));
		await handle.sync();
	} finally {
		await handle.close();
	}
	await fs.rename(unfinished, file);
	return made;
}
