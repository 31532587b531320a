/** The job `export-person`: the archive, then the mail that says where it is. Done twice, it is made again. */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { shortDay } from '$lib/platform/dates';
import { mailId, queueMail } from '$lib/platform/mail.server';
import type { Locale } from '$lib/platform/numbers';
import { runtime } from '$lib/platform/runtime.server';
import { getBytes } from '$lib/platform/storage.server';
import { exportFile } from './data-exports.server';
import { mostBytes, writeArchive } from './export-archive.server';
import { exportPage, type PersonData } from './export-page.server';

interface Asked {
	data: PersonData;
	network: string;
	locale: Locale;
	timeZone: string;
	address: string | null;
}

export async function exportPerson({ id }: { id: string }): Promise<void> {
	const asked = await asService((db) => askedFor(db, id));
	if (!asked) return;
	const { data, network, locale, timeZone, address } = asked;
	const files = filesOf(data);
	const page = exportPage(data, { network, madeAt: new Date(), locale, timeZone, files });
	const size = await writeArchive(
		exportFile(id),
		{ 'index.html': page, 'donnees.json': JSON.stringify(data, null, '\t') },
		files
			.filter(({ included }) => included)
			.map(({ name, id: file }) => ({
				name: `fichiers/${name}`,
				bytes: () => getBytes(`${file}/original`)
			}))
	);
	await asService(async (db) => {
		const { rows } = await sql<{ until: Date }>`
			update data_exports set ready_at = now(), size = ${size}, expires_at = now() + interval '7 days'
			where id = ${id} returning expires_at as until`.execute(db);
		const [made] = rows;
		if (!made || !address) return;
		await queueMail(db, {
			id: mailId('export-ready', id),
			kind: 'export-ready',
			to: address,
			subject: m.mail_export_subject({}, { locale }),
			text: m.mail_export_text(
				{
					date: shortDay(made.until, { locale, timeZone }),
					link: `${runtime().configuration.origin}/compte/donnees`
				},
				{ locale }
			)
		});
	});
}

async function askedFor(db: Database, id: string): Promise<Asked | undefined> {
	const { rows } = await sql<Asked>`
		select private.person_data(p.id) as data, n.name as network, p.language as locale, p.time_zone as "timeZone",
			private.person_data(p.id) -> 'account' ->> 'address' as address
		from data_exports e join people p on p.id = e.person_id, network n
		where e.id = ${id} and e.ready_at is null`.execute(db);
	return rows[0];
}

/** Two files of the same name stay two; those that are too much together are only named. */
function filesOf({ written }: PersonData): { id: string; name: string; included: boolean }[] {
	let total = 0;
	return (written['file'] ?? []).map(({ id, name, size }) => {
		total += Number(size);
		return { id: String(id), name: `${String(id).slice(-6)}-${String(name)}`, included: total <= mostBytes };
	});
}
