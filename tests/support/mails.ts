/** What the tests of mails share: the application with a mail server of its own, and the worker's part, played at once. */
import ICAL from 'ical.js';
import { afterAll, beforeAll } from 'vitest';
import { sendMail } from '../../src/lib/platform/mail.server';
import { mailServer, type MailServer, type Received } from './smtp';
import { testSupabase, type TestSupabase } from './supabase';
import type { World } from './world';

export interface Mailing {
	/** Every mail that arrived. */
	received(): readonly Received[];
	/** Runs what waits, whenever it is due, until nothing is left. @returns the mails that arrived. */
	arrived(): Promise<Received[]>;
}

/** For a whole file of tests. @param jobs those that write its mails, by the name of their task. */
export function mailing({ db }: World, jobs: Record<string, (payload: never) => Promise<void>> = {}): Mailing {
	let server: MailServer;
	let supabase: TestSupabase;
	beforeAll(async () => {
		server = await mailServer();
		supabase = await testSupabase(db, { SMTP_URL: server.url, MAIL_FROM: 'Palabre <bonjour@example.org>' });
	});
	afterAll(async () => {
		await supabase.close();
		server.close();
	});
	const all: typeof jobs = { ...jobs, 'send-mail': sendMail };
	return {
		received: () => server.received,
		async arrived() {
			const before = server.received.length;
			for (;;) {
				const waiting = await db.owner<{ task: string; payload: never }[]>`
					delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
					where t.id = j.task_id and t.identifier = any(${Object.keys(all)}) returning t.identifier as task, j.payload`;
				if (!waiting.length) return server.received.slice(before);
				for (const { task, payload } of waiting) await all[task]?.(payload);
			}
		}
	};
}

/** The addresses that a mail goes to. */
export const readersOf = (mail: Received | undefined) =>
	[mail?.to].flat().flatMap((field) => field?.value.map(({ address }) => address) ?? []);

/** The calendar of a mail, as a mail program reads it. */
export function calendarOf(mail: Received | undefined) {
	const part = mail?.attachments.find(({ contentType }) => /ics|calendar/.test(contentType));
	if (!part) return null;
	const component = new ICAL.Component(ICAL.parse(part.content.toString('utf8')) as never);
	const events = component.getAllSubcomponents('vevent');
	const [event] = events;
	return {
		method: component.getFirstPropertyValue('method'),
		count: events.length,
		uid: event?.getFirstPropertyValue('uid'),
		sequence: event?.getFirstPropertyValue('sequence'),
		stamp: String(event?.getFirstPropertyValue('dtstamp')),
		status: event?.getFirstPropertyValue('status'),
		rule: event?.getFirstPropertyValue('rrule'),
		starts: String(event?.getFirstPropertyValue('dtstart')),
		attendee: event?.getFirstPropertyValue('attendee'),
		answer: event?.getFirstProperty('attendee')?.getParameter('partstat'),
		organizer: event?.getFirstPropertyValue('organizer')
	};
}
