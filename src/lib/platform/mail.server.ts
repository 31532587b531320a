/**
 * Mail: queued in the transaction of the fact that it tells, sent by a job through SMTP, or kept in
 * `DATA_DIR/outbox` when no SMTP is set, for the administrators to read.
 *
 * A crash between the sending and its record sends the same mail again, under the same Message-ID:
 * mail programs show it once. Losing it would be worse.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { createTransport, type Transporter } from 'nodemailer';
import { asService, type Database } from './database.server.ts';
import { newId } from './ids.ts';
import { runtime } from './runtime.server.ts';

export interface Mail {
	/** Given by a job that may run twice: the same mail is queued once. */
	id?: string;
	kind: string;
	to: string;
	/** Whom an answer goes to, when it is not the network. */
	replyTo?: string;
	subject: string;
	text: string;
	html?: string;
	/** iCalendar with its METHOD (RFC 6047): mail programs offer to put it in one's calendar. */
	calendar?: string;
	/** The address that stops such mails by one POST (RFC 8058). */
	unsubscribe?: string;
}

export async function queueMail(db: Database, mail: Mail): Promise<void> {
	await sql`insert into private.mails (id, kind, recipient, reply_to, subject, body_text, body_html, body_calendar, unsubscribe)
		values (${mail.id ?? newId()}, ${mail.kind}, ${mail.to}, ${mail.replyTo ?? null}, ${mail.subject}, ${mail.text}, ${mail.html ?? null}, ${mail.calendar ?? null}, ${mail.unsubscribe ?? null})
		on conflict (id) do nothing`.execute(db);
}

/** The same mail has the same id, so that a job which runs twice queues it once. */
export function mailId(...about: string[]): string {
	const hex = createHash('sha256').update(about.join(' ')).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

interface WaitingMail {
	id: string;
	recipient: string;
	reply_to: string | null;
	subject: string;
	body_text: string;
	body_html: string | null;
	body_calendar: string | null;
	unsubscribe: string | null;
}

/** The job `send-mail`. @throws so that the queue tries again, later and later. */
export async function sendMail({ id }: { id: string }): Promise<void> {
	const mail = await asService(async (db) => {
		const { rows } = await sql<WaitingMail>`
			update private.mails set attempts = attempts + 1
			where id = ${id} and sent_at is null and kept_in is null and body_text is not null
			returning id, recipient, reply_to, subject, body_text, body_html, body_calendar, unsubscribe`.execute(db);
		return rows[0];
	});
	if (!mail) return;
	try {
		const { smtpUrl } = runtime().configuration;
		const keptIn = smtpUrl ? null : await keepInOutbox(mail);
		if (smtpUrl) await transport(smtpUrl).sendMail(message(mail));
		await asService((db) =>
			sql`update private.mails set sent_at = case when ${keptIn}::text is null then now() end, kept_in = ${keptIn},
				body_text = case when ${keptIn}::text is null then null else body_text end, body_html = null, body_calendar = null, unsubscribe = null, reply_to = case when ${keptIn}::text is null then null else reply_to end, last_error = null
				where id = ${id}`.execute(db)
		);
	} catch (error) {
		const reason = (error as Error).message.slice(0, 500);
		await asService((db) => sql`update private.mails set last_error = ${reason} where id = ${id}`.execute(db));
		throw error;
	}
}

let transporter: Transporter | undefined;

function transport(smtpUrl: string): Transporter {
	transporter ??= createTransport(smtpUrl, { pool: true, maxConnections: 2 } as object);
	return transporter;
}

function message(mail: WaitingMail) {
	const { mailFrom, origin } = runtime().configuration;
	return {
		from: mailFrom,
		to: mail.recipient,
		...(mail.reply_to ? { replyTo: mail.reply_to } : {}),
		subject: mail.subject,
		text: mail.body_text,
		...(mail.body_html ? { html: mail.body_html } : {}),
		...(mail.body_calendar ? { icalEvent: calendarPart(mail.body_calendar) } : {}),
		messageId: `<${mail.id}@${new URL(origin).hostname}>`,
		headers: {
			'Auto-Submitted': 'auto-generated',
			...(mail.unsubscribe && {
				'List-Unsubscribe': `<${mail.unsubscribe}>`,
				'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
			})
		}
	};
}

function calendarPart(content: string) {
	return { content, method: /^METHOD:(\w+)/m.exec(content)?.[1] ?? 'PUBLISH', filename: 'agenda.ics' };
}

async function keepInOutbox(mail: WaitingMail): Promise<string> {
	const directory = path.join(runtime().configuration.dataDir, 'outbox');
	await fs.mkdir(directory, { recursive: true, mode: 0o700 });
	const composed = await createTransport({ streamTransport: true, buffer: true }).sendMail(message(mail));
	const file = path.join(directory, `${mail.id}.eml`);
	await fs.writeFile(`${file}.new`, composed.message as Buffer, { mode: 0o600 });
	await fs.rename(`${file}.new`, file);
	return path.basename(file);
}
