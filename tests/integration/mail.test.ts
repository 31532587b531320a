/** Mail through a real SMTP port, with its failure and its retry. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import fs from 'node:fs/promises';
import { readConfiguration } from '../../src/lib/platform/config.server.ts';
import { asService } from '../../src/lib/platform/database.server.ts';
import { queueMail, sendMail } from '../../src/lib/platform/mail.server.ts';
import { startBackend, type Backend } from '../../src/server/backend.ts';
import { openLog } from '../../src/server/log.ts';
import { temporaryDirectory } from '../support/process.ts';
import { mailServer, type MailServer } from '../support/smtp.ts';
import { sql } from 'kysely';

let backend: Backend;
let dataDir: string;
let server: MailServer;

beforeAll(async () => {
	server = await mailServer();
	dataDir = await temporaryDirectory();
	backend = await startBackend({
		configuration: readConfiguration({
			DATA_DIR: dataDir,
			SMTP_URL: server.url,
			MAIL_FROM: 'Palabre <bonjour@example.org>'
		}),
		log: openLog('silent'),
		databaseSettings: { fsync: 'off' }
	});
});

afterAll(async () => {
	await backend.stop();
	server.close();
	await fs.rm(dataDir, { recursive: true, force: true });
});

async function queued(subject: string): Promise<string> {
	return asService(async (db) => {
		await queueMail(db, { kind: 'test', to: 'kayes@example.org', subject, text: 'Été à Kayes : ɛ ɔ ɲ ŋ' });
		const { rows } = await sql<{ id: string }>`select id from private.mails where subject = ${subject}`.execute(db);
		return rows[0]?.id ?? '';
	});
}

test('a mail leaves once, with its accents, and its body is forgotten', async () => {
	const id = await queued('Bienvenue à Évry');
	await sendMail({ id });
	await sendMail({ id });
	expect(server.received.map((mail) => mail.subject)).toEqual(['Bienvenue à Évry']);
	expect(server.received[0]?.text?.trim()).toBe('Été à Kayes : ɛ ɔ ɲ ŋ');
	expect(server.received[0]?.messageId).toContain(id);
	const { rows } = await asService((db) =>
		sql<{
			sent: boolean;
			body: string | null;
		}>`select sent_at is not null as sent, body_text as body from private.mails where id = ${id}`.execute(db)
	);
	expect(rows[0]).toEqual({ sent: true, body: null });
});

test('a refused mail is kept with its reason, and leaves at the next try', async () => {
	const id = await queued('Une autre fois');
	server.refuseWith('The mailbox is full');
	await expect(sendMail({ id })).rejects.toThrow('The mailbox is full');
	const { rows } = await asService((db) =>
		sql<{
			error: string;
			attempts: number;
		}>`select last_error as error, attempts from private.mails where id = ${id}`.execute(db)
	);
	expect(rows[0]?.error).toContain('The mailbox is full');
	server.refuseWith(null);
	await sendMail({ id });
	expect(server.received.at(-1)?.subject).toBe('Une autre fois');
});
