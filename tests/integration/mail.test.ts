/** Mail through a real SMTP port, with its failure and its retry. */
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fs from 'node:fs/promises';
import { readConfiguration } from '../../src/lib/platform/config.server.ts';
import { asService } from '../../src/lib/platform/database.server.ts';
import { queueMail, sendMail } from '../../src/lib/platform/mail.server.ts';
import { startBackend, type Backend } from '../../src/server/backend.ts';
import { openLog } from '../../src/server/log.ts';
import { temporaryDirectory } from '../support/process.ts';
import { sql } from 'kysely';

const received: ParsedMail[] = [];
let refuse = false;
let backend: Backend;
let dataDir: string;

const smtp = new SMTPServer({
	authOptional: true,
	disabledCommands: ['STARTTLS'],
	onData(stream, _session, done) {
		if (refuse) {
			stream.resume();
			stream.on('end', () => done(new Error('The mailbox is full')));
			return;
		}
		simpleParser(stream).then((mail) => {
			received.push(mail);
			done();
		}, done);
	}
});

beforeAll(async () => {
	await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
	const address = smtp.server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	dataDir = await temporaryDirectory();
	backend = await startBackend({
		configuration: readConfiguration({
			DATA_DIR: dataDir,
			SMTP_URL: `smtp://127.0.0.1:${port}`,
			MAIL_FROM: 'Palabre <bonjour@example.org>'
		}),
		log: openLog('silent'),
		databaseSettings: { fsync: 'off' }
	});
});

afterAll(async () => {
	await backend.stop();
	smtp.close();
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
	expect(received.map((mail) => mail.subject)).toEqual(['Bienvenue à Évry']);
	expect(received[0]?.text?.trim()).toBe('Été à Kayes : ɛ ɔ ɲ ŋ');
	expect(received[0]?.messageId).toContain(id);
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
	refuse = true;
	await expect(sendMail({ id })).rejects.toThrow('The mailbox is full');
	const { rows } = await asService((db) =>
		sql<{
			error: string;
			attempts: number;
		}>`select last_error as error, attempts from private.mails where id = ${id}`.execute(db)
	);
	expect(rows[0]?.error).toContain('The mailbox is full');
	refuse = false;
	await sendMail({ id });
	expect(received.at(-1)?.subject).toBe('Une autre fois');
});
