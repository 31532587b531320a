/**
 * A backup, restored, is the same network: the same rows in every table by checksum, the same files by
 * SHA-256, the same waiting jobs. And what is not a whole backup of it changes nothing.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveError } from '../../src/server/archive.ts';
import type { Backend } from '../../src/server/backend.ts';
import { backup } from '../../src/server/backup.ts';
import { load } from '../../src/server/demo.ts';
import { restore } from '../../src/server/restore.ts';
import { contentsOf, populate, signIn, type Contents } from './backup-network.ts';
import { log, makePlaces, onceStarted, start, type Places } from './backup-places.ts';

let places: Places;
let home: string;
let source: Backend;
let archive: string;
let before: Contents;

beforeAll(async () => {
	places = await makePlaces();
	home = places.home;
	source = await start(places.configurationOf('source'));
	await populate(source.runtime);
	archive = path.join(home, 'network.zip');
	await backup({ configuration: source.runtime.configuration, file: archive, log });
	before = await contentsOf(source.runtime);
}, 120_000);

afterAll(async () => {
	await source?.stop();
	await places?.remove();
});

describe('a backup restored on an empty directory', () => {
	it('is the same network', async () => {
		const configuration = places.configurationOf('same');
		await restore({ configuration, file: archive, log });
		await onceStarted(configuration, async ({ runtime }) => {
			expect(await contentsOf(runtime)).toEqual(before);
			expect(Object.values(before.tables).filter(({ rows }) => rows > 0).length).toBeGreaterThan(25);
			expect(before.jobs.length).toBeGreaterThan(2);
		});
	});

	it('lets people sign in with their passphrase, and opens no session that was open', async () => {
		const configuration = places.configurationOf('signs-in');
		await restore({ configuration, file: archive, log });
		await onceStarted(configuration, async ({ runtime }) => {
			const sql = postgres(runtime.database.ownerUrl, { max: 1 });
			expect(await sql`select from auth.sessions`).toHaveLength(0);
			await sql.end();
			expect(await signIn(runtime)).toBe(200);
		});
	});

	it('gives new numbers after those that were given, and runs its triggers again', async () => {
		const configuration = places.configurationOf('lives-on');
		await restore({ configuration, file: archive, log });
		await onceStarted(configuration, async ({ runtime }) => {
			const sql = postgres(runtime.database.ownerUrl, { max: 1 });
			const [last] = await sql<{ id: string }[]>`select max(id) as id from public.activity`;
			await sql`update public.network set tagline = 'restaurée'`;
			const [next] = await sql<
				{ id: string; verb: string }[]
			>`select id, verb from public.activity order by id desc limit 1`;
			// The journal's last row was erased before the backup: its number is not given again.
			expect([Number(next?.id), next?.verb]).toEqual([Number(last?.id) + 2, 'settings']);
			const [off] = await sql`select count(*)::int as count from pg_trigger where tgenabled = 'D'`;
			expect(off?.['count']).toBe(0);
			await sql.end();
		});
	});

	it('is the demonstration network, by the same checksums', async () => {
		const demonstration = places.configurationOf('demonstration');
		const file = path.join(home, 'demonstration.zip');
		const told = await onceStarted(demonstration, async ({ runtime }) => {
			await load(runtime);
			await backup({ configuration: demonstration, file, log });
			return contentsOf(runtime);
		});
		const configuration = places.configurationOf('demonstration-again');
		await restore({ configuration, file, log });
		await onceStarted(configuration, async ({ runtime }) => expect(await contentsOf(runtime)).toEqual(told));
		expect(told.files.length).toBeGreaterThan(0);
	});
});

describe('the archive', () => {
	it('opens with another tool, and its tables in a spreadsheet', async () => {
		const table = unzipSync(await fs.readFile(archive))['tables/public.licences.csv'] ?? new Uint8Array();
		expect([...table.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		const [header, ...rows] = new TextDecoder().decode(table).trim().split('\n');
		expect(header).toMatch(/^code;label_fr;label_en/);
		expect(rows.find((row) => row.startsWith('cc-by;'))).toMatch(/^cc-by;Corrigée ici;/);
	});

	it('is readable by its owner only, holds no session and no secret', async () => {
		expect((await fs.stat(archive)).mode & 0o777).toBe(0o600);
		const members = Object.entries(unzipSync(await fs.readFile(archive)));
		expect(members.map(([name]) => name)).not.toContain('tables/auth.sessions.csv');
		expect(members.map(([name]) => name)).not.toContain('tables/auth.refresh_tokens.csv');
		const secrets = await fs.readFile(path.join(home, 'source/secrets.json'), 'utf8');
		for (const secret of Object.values(JSON.parse(secrets) as Record<string, string>)) {
			for (const [, bytes] of members) expect(Buffer.from(bytes).includes(secret)).toBe(false);
		}
	});

	it('says which files have lost their bytes, and keeps the rest', async () => {
		const configuration = source.runtime.configuration;
		const sql = postgres(source.runtime.database.ownerUrl, { max: 1 });
		await sql`insert into storage.objects (bucket_id, name) values ('files', 'lost/original')`;
		const file = path.join(home, 'lost.zip');
		const made = await backup({ configuration, file, log });
		await sql`delete from storage.objects where name = 'lost/original'`;
		await sql.end();
		expect(made.lost).toEqual(['files/files/lost/original']);
		expect(made.manifest.missing).toEqual(made.lost);
		await restore({ configuration: places.configurationOf('lost'), file, log });
	});

	it('says which files are not what was uploaded', async () => {
		const place = path.join(home, 'source/files/files', before.files[0]?.name.replace('files/', '') ?? '');
		const bytes = await fs.readFile(place);
		await fs.writeFile(place, Buffer.concat([bytes, Buffer.from('!')]));
		const made = await backup({ configuration: source.runtime.configuration, file: path.join(home, 'odd.zip'), log });
		await fs.writeFile(place, bytes);
		expect(made.manifest.damaged).toHaveLength(1);
	});
});

describe('an archive that is not whole', () => {
	const refused = async (name: string, bytes: Buffer, sentence: RegExp) => {
		const file = path.join(home, `${name}.zip`);
		await fs.writeFile(file, bytes);
		const configuration = places.configurationOf(name);
		await expect(restore({ configuration, file, log })).rejects.toThrow(sentence);
		await expect(restore({ configuration, file, log })).rejects.toBeInstanceOf(ArchiveError);
		await expect(fs.access(configuration.dataDir)).rejects.toThrow('ENOENT');
	};

	it('is refused when it was cut, and leaves nothing', async () => {
		const bytes = await fs.readFile(archive);
		await refused('cut', bytes.subarray(0, Math.floor(bytes.length * 0.8)), /cut/);
	});

	it('is refused when a byte of a table, of a file or of the manifest changed, and leaves nothing', async () => {
		for (const [name, place] of [
			['table', 0.3],
			['file', 0.6],
			['manifest', 0.93]
		] as const) {
			const bytes = await fs.readFile(archive);
			const at = Math.floor(bytes.length * place);
			bytes[at] = (bytes[at] ?? 0) ^ 0x01;
			await refused(`changed-${name}`, bytes, /damaged|understand|not whole/);
		}
	});

	it('is refused when it is something else', async () => {
		await refused('other', Buffer.from('Bonjour'), /not a whole backup/);
	});
});

describe('a place that is not empty', () => {
	it('is refused when it holds a network, which stays as it is', async () => {
		const configuration = places.configurationOf('occupied');
		await onceStarted(configuration, async ({ runtime }) => populate(runtime));
		await expect(restore({ configuration, file: archive, log })).rejects.toThrow(/already holds/);
		await onceStarted(configuration, async ({ runtime }) => {
			expect(await signIn(runtime)).toBe(200);
		});
	});

	it('is refused when it holds files', async () => {
		const configuration = places.configurationOf('files-only');
		await fs.mkdir(path.join(configuration.dataDir, 'files/files'), { recursive: true });
		await fs.writeFile(path.join(configuration.dataDir, 'files/files/somebody’s'), 'x');
		await expect(restore({ configuration, file: archive, log })).rejects.toThrow(/already holds files/);
	});

	it('is refused while a Palabre runs on it', async () => {
		const command = promisify(execFile)(process.execPath, ['src/server/restore.ts', archive], {
			env: { ...process.env, DATA_DIR: path.join(home, 'source') }
		});
		await expect(command).rejects.toThrow(/Another Palabre/);
	});
});

describe('while people work', () => {
	it('a backup is consistent', async () => {
		const configuration = places.configurationOf('busy');
		const backend = await start(configuration);
		await populate(backend.runtime);
		let writing = true;
		const writers = [1, 2, 3].map(() => write(backend, () => writing));
		const file = path.join(home, 'busy.zip');
		const command = await promisify(execFile)(process.execPath, ['src/server/backup.ts', file], {
			env: { ...process.env, DATA_DIR: configuration.dataDir }
		});
		writing = false;
		await Promise.all(writers);
		await backend.stop();
		expect(command.stdout).toMatch(/tables, \d+ rows/);

		const restored = places.configurationOf('busy-restored');
		await restore({ configuration: restored, file, log });
		await onceStarted(restored, async ({ runtime }) => {
			const sql = postgres(runtime.database.ownerUrl, { max: 1 });
			const [drift] = await sql`
				select n.version - (select count(*)::int from public.activity where verb = 'settings') as lines from public.network n`;
			const [people] = await sql`
				select count(*)::int as count, count(m.person_id)::int as members from public.people p
				left join public.organisation_members m on m.person_id = p.id where p.name like 'Passant%'`;
			await sql.end();
			// Each update of the network writes one line of its journal (`populate` erased one); each
			// passer-by comes with a body.
			expect(drift?.['lines']).toBe(2);
			expect(people?.['count']).toBeGreaterThan(3);
			expect(people?.['members']).toBe(people?.['count']);
			const { files, objects } = await contentsOf(runtime);
			expect(files.map(({ name }) => name)).toEqual(objects);
			expect(objects.length).toBeGreaterThan(3);
		});
	});
});

/** Bytes, then rows, as the product does; several rows that only make sense together. */
async function write({ runtime }: Backend, goesOn: () => boolean): Promise<void> {
	const sql = postgres(runtime.database.ownerUrl, { max: 1 });
	const [body] = await sql<{ id: string }[]>`select id from public.organisations limit 1`;
	while (goesOn()) {
		const [person, file] = [randomUUID(), randomUUID()];
		const bytes = Buffer.from(person.repeat(200));
		const place = path.join(runtime.filesDir ?? '', 'files', file);
		await fs.mkdir(place, { recursive: true });
		await fs.writeFile(path.join(place, 'original'), bytes);
		await sql.begin(async (tx) => {
			await tx`insert into public.people (id, name) values (${person}, ${'Passant ' + person})`;
			await tx`insert into public.organisation_members values (${body?.id ?? ''}, ${person}, 'contributeur')`;
			await tx`update public.network set tagline = ${person}`;
			await tx`insert into public.files (id, name, media_type, size, sha256)
				values (${file}, 'passant.txt', 'text/plain', ${bytes.length}, ${createHash('sha256').update(bytes).digest('hex')})`;
			await tx`insert into storage.objects (bucket_id, name) values ('files', ${file + '/original'})`;
		});
	}
	await sql.end();
}

describe('a restoration that was killed', () => {
	it('leaves a directory on which nothing starts, and begins again', async () => {
		const configuration = places.configurationOf('killed');
		const env = { ...process.env, DATA_DIR: configuration.dataDir };
		const child = spawn(process.execPath, ['src/server/restore.ts', archive], {
			env,
			stdio: ['ignore', 'pipe', 'inherit']
		});
		await new Promise<void>((resolve, reject) => {
			let said = '';
			child.once('exit', () => reject(new Error(`It ended before it was killed: ${said}`)));
			child.stdout.on('data', (text: Buffer) => {
				said += text.toString();
				if (!said.includes('rows are being loaded')) return;
				child.removeAllListeners('exit');
				child.once('exit', () => resolve());
				child.kill('SIGKILL');
			});
		});
		await expect(start(configuration)).rejects.toThrow(/A restoration was not finished here/);
		await expect(restore({ configuration, file: await anotherArchive(), log })).rejects.toThrow(
			/another archive|already holds files/
		);
		await restore({ configuration, file: archive, log });
		await onceStarted(configuration, async ({ runtime }) => expect(await contentsOf(runtime)).toEqual(before));
	});
});

async function anotherArchive(): Promise<string> {
	const file = path.join(home, 'another.zip');
	await backup({ configuration: source.runtime.configuration, file, log });
	return file;
}
