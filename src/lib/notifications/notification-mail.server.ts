/**
 * The mails of what was not read. Each says only what its reader sees at that instant, under their own rights;
 * what was read meanwhile is left out, and nothing is mailed twice. When they leave is decided by the database.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asReader, asService, type Database } from '$lib/platform/database.server';
import { escapeHtml } from '$lib/platform/html';
import { queueMail, type Mail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { Locale } from '$lib/platform/numbers';
import { pathTo, type MailList, type Told } from './notification';
import { waitingForMail } from './notifications.server';
import { factsOf, nameOf } from './words';

interface Reader {
	account: string;
	email: string;
	language: Locale;
	network: string;
	stopToken: string;
	/** What was told since waits for the next one. */
	until: string;
}

/** Objects in one mail, and bytes of its two texts: 25 kB with its headers. */
const most = 20;
const mostBytes = 23_000;

/** The job `mail-at-once`. */
export const mailAtOnce = ({ person }: { person: string }) => write(person, 'now');
/** The job `mail-digest`. */
export const mailDigest = ({ person }: { person: string }) => write(person, 'digest');

/** The job `queue-digests`: whose morning it is. */
export async function queueDigests(): Promise<void> {
	await asService((db) => sql`select private.queue_digests()`.execute(db));
}

async function write(person: string, list: MailList): Promise<void> {
	const reader = await asService((db) => begin(db, person, list));
	if (!reader) return;
	const told = await asReader(reader.account, (db) => waitingForMail(db, list, reader.until, most + 1));
	await asService(async (db) => {
		const { rows } = await sql<{ settled: boolean }>`
			select private.settle_notifications(${person}, ${list}, ${reader.until}::timestamptz, ${told.length > 0}) as settled`.execute(
			db
		);
		if (told.length && rows[0]?.settled) await queueMail(db, mailOf(list, reader, told));
	});
}

async function begin(db: Database, person: string, list: MailList): Promise<Reader | undefined> {
	const { rows } = await sql<Reader>`
		select account, email, language, network, stop_token as "stopToken", until
		from private.begin_notification_mail(${person}, ${list})`.execute(db);
	return rows[0];
}

/** As many objects as fit, the newest first: the centre has the others. */
export function mailOf(list: MailList, reader: Reader, told: readonly Told[]): Mail {
	for (let shown = Math.min(told.length, most); ; shown -= 1) {
		const mail = mailOfSome(list, reader, told, shown);
		if (shown === 1 || sizeOnWire(mail.text) + sizeOnWire(mail.html ?? '') <= mostBytes) return mail;
	}
}

/** Quoted-printable writes three signs for a byte that is not ASCII (RFC 2045 §6.7). */
const sizeOnWire = (text: string) =>
	Buffer.from(text).reduce((size, byte) => size + (byte > 126 || byte === 61 ? 3 : 1), 0);

function mailOfSome(list: MailList, reader: Reader, told: readonly Told[], count: number): Mail {
	const { origin } = runtime().configuration;
	const options = { locale: reader.language };
	const shown = told.slice(0, count);
	const stop = `${origin}/notifications/arret/${reader.stopToken}?courriel=${list}`;
	const words: Words = {
		hello: m.notifications_mail_hello({ network: reader.network }, options),
		items: shown.map((one) => itemOf(one, origin, options)),
		more:
			told.length > count ? { text: m.notifications_mail_more({}, options), link: `${origin}/notifications` } : null,
		why: list === 'now' ? m.notifications_mail_why_now({}, options) : m.notifications_mail_why_digest({}, options),
		settings: { text: m.notifications_mail_settings({}, options), link: `${origin}/notifications/reglages` },
		stop: { text: m.notifications_mail_stop({}, options), link: stop }
	};
	return {
		kind: list === 'now' ? 'notifications' : 'digest',
		to: reader.email,
		subject: [...subjectOf(list, reader, told)].slice(0, 200).join(''),
		text: asText(words),
		html: asHtml(words, reader.language),
		unsubscribe: stop
	};
}

function subjectOf(list: MailList, { language, network }: Reader, told: readonly Told[]): string {
	const options = { locale: language };
	const [first] = told;
	if (list === 'digest') return m.notifications_mail_subject_digest({ network }, options);
	if (told.length === 1 && first)
		return m.notifications_mail_subject_one({ facts: factsOf(first, options), name: nameOf(first, options) }, options);
	return m.notifications_mail_subject_many({ count: told.length, network }, options);
}

function itemOf(told: Told, origin: string, options: { locale: Locale }): Words['items'][number] {
	const author = told.actor?.name ?? m.threads_somebody({}, options);
	return {
		name: nameOf(told, options),
		about: [factsOf(told, options), told.space?.name].filter(Boolean).join(' · '),
		said: told.said ? m.notifications_said({ author, words: told.said }, options) : '',
		link: origin + pathTo(told)
	};
}

interface Link {
	text: string;
	link: string;
}
interface Words {
	hello: string;
	items: { name: string; about: string; said: string; link: string }[];
	more: Link | null;
	why: string;
	settings: Link;
	stop: Link;
}

function asText({ hello, items, more, why, settings, stop }: Words): string {
	const line = ({ text, link }: Link) => `${text}\n${link}`;
	return `${[
		hello,
		...items.map(({ name, about, said, link }) => [name, about, said, link].filter(Boolean).join('\n')),
		...(more ? [line(more)] : []),
		`-- \n${why}`,
		line(settings),
		line(stop)
	].join('\n\n')}\n`;
}

/** Without images nor classes: mail programs keep little else. */
function asHtml({ hello, items, more, why, settings, stop }: Words, language: Locale): string {
	const anchor = ({ text, link }: Link) => `<a href="${escapeHtml(link)}">${escapeHtml(text)}</a>`;
	const item = ({ name, about, said, link }: Words['items'][number]) =>
		`<div style="border-top:2px dashed #b9a98f;padding:12px 0"><p style="margin:0;font-size:18px"><strong>${anchor({ text: name, link })}</strong></p>` +
		`<p style="margin:4px 0 0">${escapeHtml(about)}</p>${said ? `<p style="margin:4px 0 0">${escapeHtml(said)}</p>` : ''}</div>`;
	return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:16px">
<p>${escapeHtml(hello)}</p>
${items.map(item).join('\n')}
${more ? `<p>${anchor(more)}</p>` : ''}
<div style="border-top:4px solid #b9a98f;padding:12px 0;font-size:14px"><p>${escapeHtml(why)}</p><p>${anchor(settings)}</p><p>${anchor(stop)}</p></div>
</body></html>
`;
}
