/** When a mail leaves, to whom, with what: never what was read, never twice, never what one may no longer see. */
import { beforeEach, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { newId } from '../../src/lib/platform/ids';
import { queueMail, sendMail } from '../../src/lib/platform/mail.server';
import * as levels from '../../src/lib/notifications/levels.server';
import * as notifications from '../../src/lib/notifications/notifications.server';
import * as follows from '../../src/lib/threads/follows.server';
import * as writing from '../../src/lib/threads/writing.server';
import { aSpace } from '../support/factories';
import { mailing } from '../support/mails';
import { digests, minutesPass, runJobs, takeMails } from '../support/notifications';
import { aPerson, theWorld, type Person } from '../support/world';

const world = await theWorld();
const { db } = world;
const { received } = mailing(world);

let space: { id: string; slug: string; name: string };
let writer: Person;
let reader: Person;
beforeEach(async () => {
	await db.owner`delete from notifications`;
	writer = await aPerson(db, { name: 'Awa Diarra' });
	reader = await aPerson(db, { name: 'Bakary Sissoko' });
	space = await aSpace(world, {
		name: 'Comité de l’eau',
		members: [
			[writer, 'animateur'],
			[reader, 'membre']
		]
	});
	await morningIn(reader, false);
});

/** In a zone where it is eight or nine o'clock now, or where it is the afternoon. */
async function morningIn(person: Person, morning: boolean): Promise<void> {
	const [from, to] = morning ? [8, 9] : [14, 17];
	await db.owner`update people set time_zone = (
		select name from pg_timezone_names
		where name like 'Etc/GMT%' and extract(hour from now() at time zone name) between ${from} and ${to} order by name limit 1
	) where id = ${person.id}`;
}
const naming = ({ id, name }: Person) => `[@${name}](person:${id})`;
async function opened(body: string, title = 'Le puits de Béma'): Promise<string> {
	const id = newId();
	await db.as(writer, (own) => writing.open(own, space.slug, { id, post: newId(), title, body, mentions: [] }, 'fr'));
	await runJobs(world, 'tell');
	return id;
}
async function replied(thread: string, body: string): Promise<void> {
	await db.as(writer, (own) => writing.say(own, { id: newId(), thread, body }));
	await runJobs(world, 'tell');
}
/** What leaves when the job runs now. */
async function atOnce() {
	await runJobs(world, 'mail-at-once');
	return takeMails(world);
}
const waiting = async () => {
	const [row] = await db.owner<{ minutes: number }[]>`
		select round(extract(epoch from j.run_at - now()) / 60)::int as minutes from graphile_worker._private_jobs j
		join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'mail-at-once'`;
	return row?.minutes;
};

describe('a mail at once', () => {
	it('waits five minutes, then says all that waits, and nothing twice', async () => {
		const thread = await opened(`Bonjour ${naming(reader)}`);
		expect(await waiting()).toBe(5);
		expect(await atOnce()).toEqual([]);
		// The job that came too early queued the next one.
		expect(await waiting()).toBe(5);
		await replied(thread, `${naming(reader)}, qui vient ?`);
		await minutesPass(world, 6);
		const mails = await atOnce();
		expect(mails).toMatchObject([
			{ to: reader.claims.email, kind: 'notifications', subject: 'Le puits de Béma – On vous mentionne 2 fois' }
		]);
		expect(mails[0]?.text).toMatch(/^Awa Diarra\s: «\s@Bakary Sissoko, qui vient \?\s»$/m);
		expect(mails[0]?.text).toContain(`/espaces/${space.slug}/discussions/${thread}/1`);
		expect(await atOnce()).toEqual([]);
		await minutesPass(world, 60);
		expect(await atOnce()).toEqual([]);
	});

	it('is dropped when it is read meanwhile', async () => {
		const thread = await opened(naming(reader));
		await db.as(reader, (own) => follows.keepReading(own, thread, 1));
		await minutesPass(world, 6);
		expect(await atOnce()).toEqual([]);
	});

	it('is dropped too when it was read at the very instant when it was told', async () => {
		const thread = await opened(naming(reader));
		await db.as(reader, (own) => follows.keepReading(own, thread, 1));
		await db.owner`alter table notifications disable trigger user`;
		await db.owner`update notifications set read_at = null`;
		await db.owner`alter table notifications enable trigger user`;
		await minutesPass(world, 6);
		expect(await atOnce()).toEqual([]);
	});

	it('says nothing of what its reader may no longer see at that instant', async () => {
		await opened(naming(reader), 'Un secret du comité');
		await db.owner`delete from space_members where person_id = ${reader.id}`;
		await minutesPass(world, 6);
		expect(await atOnce()).toEqual([]);
		expect(await db.as(reader, (own) => notifications.page(own, 'all', null))).toEqual({ told: [], next: null });
	});

	it('leaves four times an hour at most', async () => {
		await opened(naming(reader));
		await minutesPass(world, 6);
		expect(await atOnce()).toHaveLength(1);
		await opened(naming(reader), 'Une autre');
		await minutesPass(world, 6);
		expect(await atOnce()).toEqual([]);
		expect(await waiting()).toBe(9);
		await minutesPass(world, 10);
		expect(await atOnce()).toMatchObject([{ subject: 'Une autre – On vous mentionne' }]);
	});

	it('tells once of a discussion that one follows, until one has read it; the rest goes to the digest', async () => {
		const thread = await opened('Qui tient le stand ?');
		await db.as(reader, (own) => follows.followThread(own, thread, 'everything'));
		await replied(thread, 'Moi.');
		await minutesPass(world, 20);
		expect(await atOnce()).toMatchObject([{ subject: 'Le puits de Béma – 1 message' }]);
		await replied(thread, 'Moi aussi.');
		await minutesPass(world, 20);
		expect(await atOnce()).toEqual([]);
		await db.as(reader, (own) => follows.keepReading(own, thread, 3));
		await replied(thread, 'Finalement non.');
		await minutesPass(world, 20);
		expect(await atOnce()).toMatchObject([{ subject: 'Le puits de Béma – 1 message' }]);
	});

	it('is in the reader’s language', async () => {
		await db.owner`update people set language = 'en' where id = ${reader.id}`;
		await opened(naming(reader));
		await minutesPass(world, 6);
		const [mail] = await atOnce();
		expect(mail?.subject).toBe('Le puits de Béma – Somebody mentions you');
		expect(mail?.html).toContain('<html lang="en">');
	});
});

describe('the digest', () => {
	it('leaves on the morning of its reader, of what was not read, once, and never empty', async () => {
		await opened('Bonjour à toutes et tous.');
		const thread = await opened('Et une autre.', 'Déjà lue');
		await db.as(reader, (own) => follows.keepReading(own, thread, 1));
		await minutesPass(world, 8 * 24 * 60);
		expect(await digests(world)).toEqual([]);
		await morningIn(reader, true);
		const mails = await digests(world);
		expect(mails).toMatchObject([{ to: reader.claims.email, kind: 'digest' }]);
		expect(mails[0]?.text).toContain('Le puits de Béma\nNouvelle discussion · Comité de l’eau');
		expect(mails[0]?.text).not.toContain('Déjà lue');
		expect(await digests(world)).toEqual([]);
	});

	it('waits for the next Monday, or the next day, as one chose', async () => {
		await morningIn(reader, true);
		await opened('Tout à l’heure.');
		// Told since seven o'clock of this day: neither is due.
		expect(await digests(world)).toEqual([]);
		await minutesPass(world, 24 * 60);
		const [weekday] = await db.owner<{ monday: boolean }[]>`
			select extract(isodow from now() at time zone time_zone) = 1 as monday from people where id = ${reader.id}`;
		if (!weekday?.monday) expect(await digests(world)).toEqual([]);
		await db.as(reader, (own) => sql`insert into notification_settings (digest) values ('daily')`.execute(own));
		expect(await digests(world)).toHaveLength(1);
	});

	it('does not leave for who wants none', async () => {
		await morningIn(reader, true);
		await db.as(reader, (own) => sql`insert into notification_settings (digest) values ('never')`.execute(own));
		await opened('Bonjour.');
		await minutesPass(world, 8 * 24 * 60);
		expect(await digests(world)).toEqual([]);
	});

	it('leaves out what its reader may no longer see, and is not tried each hour for it', async () => {
		await morningIn(reader, true);
		await opened('Bonjour.');
		await minutesPass(world, 8 * 24 * 60);
		await db.owner`delete from space_members where person_id = ${reader.id}`;
		expect(await digests(world)).toEqual([]);
		expect(
			await db.asService((own) => sql<{ n: number }>`select private.queue_digests() as n`.execute(own))
		).toMatchObject({ rows: [{ n: 0 }] });
	});

	it('of a person whose zone the system does not know leaves too, and stops nobody else’s', async () => {
		await db.owner`update people set time_zone = 'Nulle/Part' where id = ${reader.id}`;
		await opened('Bonjour.');
		await minutesPass(world, 8 * 24 * 60);
		await expect(digests(world)).resolves.toBeDefined();
	});

	it('weighs 25 kB at most, whatever waits', async () => {
		await morningIn(reader, true);
		for (let n = 0; n < 30; n += 1)
			await opened(
				'Un long message. '.repeat(500),
				`Une discussion au titre aussi long que possible ${n} `.padEnd(199, 'é')
			);
		await minutesPass(world, 8 * 24 * 60);
		const [mail] = await digests(world);
		expect(mail?.text).toContain('Il y a d’autres nouveautés.');
		const id = newId();
		await db.asService((own) =>
			queueMail(own, {
				id,
				kind: 'digest',
				to: 'bakary@example.org',
				subject: mail?.subject ?? '',
				text: mail?.text ?? '',
				html: mail?.html ?? '',
				unsubscribe: mail?.unsubscribe ?? ''
			})
		);
		await sendMail({ id });
		expect(received().at(-1)?.size).toBeLessThanOrEqual(25_000);
	});
});

describe('stopping them', () => {
	it('is offered to the mail program in one click, beside the text and the HTML', async () => {
		await opened(naming(reader));
		await minutesPass(world, 6);
		await runJobs(world, 'mail-at-once');
		const [queued] = await db.owner<
			{ id: string; unsubscribe: string }[]
		>`select id, unsubscribe from private.mails where kind = 'notifications'`;
		await sendMail({ id: queued?.id ?? '' });
		const mail = received().at(-1);
		expect(mail?.headers.get('list')).toMatchObject({ unsubscribe: { url: queued?.unsubscribe } });
		expect(mail?.headerLines.map(({ line }) => line)).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
		expect(mail?.html).toContain('Bakary Sissoko');
		expect(mail?.html).not.toContain('<img');
		expect(mail?.text).toContain('/notifications/reglages');
		// What was sent is emptied of what it said.
		expect(
			await db.owner`select body_text, body_html, unsubscribe from private.mails where id = ${queued?.id ?? ''}`
		).toMatchObject([{ body_text: null, body_html: null, unsubscribe: null }]);
	});

	it('stops one of the two, whoever has the link, and nothing for a link of nobody', async () => {
		await opened(naming(reader));
		await minutesPass(world, 6);
		const [mail] = await atOnce();
		const token = /arret\/([0-9a-f]{64})\?courriel=now$/.exec(mail?.unsubscribe ?? '')?.[1] ?? '';
		const stop = (given: string, list: 'now' | 'digest') => db.asService((own) => levels.stop(own, given, list));
		await stop('0'.repeat(64), 'now');
		expect(await db.as(reader, levels.mine)).toMatchObject({ atOnce: true, digest: 'weekly' });
		await stop(token, 'now');
		expect(await db.as(reader, levels.mine)).toMatchObject({ atOnce: false, digest: 'weekly' });
		await stop(token, 'digest');
		expect(await db.as(reader, levels.mine)).toMatchObject({ atOnce: false, digest: 'never' });
		await opened(naming(reader), 'Après');
		await minutesPass(world, 20);
		expect(await atOnce()).toEqual([]);
	});

	it('holds for what was waiting already', async () => {
		await opened(naming(reader));
		await db.as(reader, (own) => sql`insert into notification_settings (at_once) values (false)`.execute(own));
		await minutesPass(world, 6);
		expect(await atOnce()).toEqual([]);
		expect(await db.owner`select reach from notifications where person_id = ${reader.id}`).toMatchObject([
			{ reach: 'digest' }
		]);
	});
});
