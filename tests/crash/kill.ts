/**
 * `node tests/crash/kill.ts --times 100 --seed 1`: members publish without a pause while Palabre or
 * its PostgreSQL is killed (SIGKILL) at random instants. Nothing acknowledged is lost, nothing is
 * half there, and each time it serves again by itself (a killed process is started again, as a
 * service manager does). Ends with an error, and what was broken.
 */
import { parseArgs } from 'node:util';
import { seeded } from '../bench/fill.ts';
import { killPostgres } from '../support/killing.ts';
import { freePort, startPalabre, type PalabreProcess } from '../support/process.ts';
import { Member, newPost, TooMany, type Post } from './client.ts';
import { asOwner, bytesOfRows, inDatabase, onPages, searchFinds, untilJobsDone } from './invariants.ts';

/** Referents of organisations: each has a limit on writing, and all together publish enough. */
const referents = [
	'cresi',
	'ville-evry',
	'jumelage-bondoufle',
	'essonne-sahel',
	'maison-du-monde',
	'kayes',
	'dakar',
	'f3e'
];
const victims = ['node', 'node', 'postmaster', 'postmaster', 'backend'] as const;
type Victim = (typeof victims)[number];

/** Posts under way together. */
const atOnce = 3;

interface Outcome {
	kills: Record<Victim, number>;
	acknowledged: number;
	/** Posts that had to be sent more than once. */
	repeated: number;
	/** Members who had to sign in again. */
	signedOut: number;
	broken: string[];
}

/** One run: its process, its members, what they posted. */
class Run {
	palabre: PalabreProcess;
	readonly port: number;
	readonly random: () => number;
	readonly members: Member[] = [];
	readonly acknowledged: (Post & { slug: string })[] = [];
	readonly broken: string[] = [];
	readonly checkedFiles = new Set<string>();
	parts = { kind: '', theme: '', licence: '' };
	#posts = 0;
	#turn = 0;

	constructor(palabre: PalabreProcess, port: number, seed: number) {
		this.palabre = palabre;
		this.port = port;
		this.random = seeded(seed);
	}

	async prepare(): Promise<void> {
		const organisations = await asOwner(this.palabre.dataDir, async (sql) => {
			const code = async (table: string) =>
				(await sql.unsafe<{ code: string }[]>(`select code from ${table} order by code limit 1`))[0]?.code ?? '';
			this.parts = { kind: await code('resource_kinds'), theme: await code('themes'), licence: await code('licences') };
			return sql<{ email: string; organisation: string }[]>`
				select u.email, m.organisation_id as organisation from auth.users u
				join people p on p.account_id = u.id join organisation_members m on m.person_id = p.id and m.role = 'referent'
				where split_part(u.email, '@', 1) = any (${referents}) order by 1`;
		});
		for (const { email, organisation } of organisations)
			this.members.push(new Member(this.palabre.origin, email, organisation));
		if (!this.members.length) throw new Error('The demonstration has no referents: nobody can publish.');
	}

	/** Publishes until it is told to stop; a post begun is always acknowledged before it returns. */
	async publish(stopped: () => boolean): Promise<void> {
		while (!stopped()) {
			const post = await newPost(this.#posts++);
			const slug = await this.#untilAcknowledged(post);
			this.acknowledged.push({ ...post, slug });
		}
	}

	async #untilAcknowledged(post: Post): Promise<string> {
		const deadline = Date.now() + 90_000;
		let member = this.#next();
		while (Date.now() < deadline) {
			try {
				if (!member.signedIn) await member.signIn();
				const slug = member.signedIn && (await member.publish(post, this.parts));
				if (slug) return slug;
			} catch (error) {
				if (error instanceof TooMany) member = this.#next();
				// What `fetch` throws when nobody answers.
				else if (!(error instanceof TypeError)) throw error;
			}
			await pause(50);
		}
		throw new Error(`« ${post.title} » was not acknowledged in 90 s (${post.tries} tries)`);
	}

	#next(): Member {
		return this.members[this.#turn++ % this.members.length] as Member;
	}

	/** @returns milliseconds until it served again. */
	async kill(victim: Victim): Promise<number> {
		const started = performance.now();
		if (victim === 'node') {
			await this.palabre.kill();
			this.palabre = await startPalabre({ demo: true, dataDir: this.palabre.dataDir, port: this.port });
			return performance.now() - started;
		}
		await killPostgres(this.palabre.dataDir, victim, this.random);
		await this.#untilServing();
		return performance.now() - started;
	}

	/** A page and the database answer, several times: the first answer may come before the death is noticed. */
	async #untilServing(): Promise<void> {
		const deadline = Date.now() + 60_000;
		for (let inARow = 0; inARow < 5; await pause(40)) {
			if (this.palabre.child.exitCode !== null)
				throw new Error(`Palabre ended by itself after PostgreSQL was killed:\n${this.palabre.log().slice(-2000)}`);
			if (Date.now() > deadline)
				throw new Error(`Palabre did not serve again within 60 s:\n${this.palabre.log().slice(-2000)}`);
			const answer = await fetch(`${this.palabre.origin}/readyz`, { signal: AbortSignal.timeout(20_000) }).catch(
				(error: Error) => {
					if (error.name === 'TimeoutError')
						throw new Error('A request was never answered after PostgreSQL was killed');
					return null;
				}
			);
			inARow = answer?.ok ? inARow + 1 : 0;
		}
	}

	/** @param all every acknowledged page, or the new ones and some of the old. */
	async check(since: number, all = false): Promise<string[]> {
		const { origin, dataDir } = this.palabre;
		const broken = [
			...(await inDatabase(dataDir, this.acknowledged)),
			...(await bytesOfRows(dataDir, this.checkedFiles))
		];
		const old = this.acknowledged.slice(0, since).filter(() => all || this.random() < 5 / since);
		for (const post of [...old, ...this.acknowledged.slice(since)]) broken.push(...(await onPages(origin, post)));
		const last = this.acknowledged.at(-1);
		if (last && !(await searchFinds(origin, last.word, last.slug)))
			broken.push(`the search does not find « ${last.word} »`);
		broken.push(...(await untilJobsDone(dataDir, 30_000)));
		for (const post of all ? this.acknowledged : last ? [last] : []) {
			if (!(await searchFinds(origin, post.fileWord, post.slug)))
				broken.push(`the search does not find « ${post.fileWord} », read in a file`);
		}
		return broken;
	}
}

async function killRepeatedly(
	times: number,
	seed: number,
	say: (line: string) => void = console.log
): Promise<Outcome> {
	const port = await freePort();
	const run = new Run(await startPalabre({ demo: true, port }), port, seed);
	const kills: Outcome['kills'] = { node: 0, postmaster: 0, backend: 0 };
	try {
		await run.prepare();
		for (let n = 1; n <= times && !run.broken.length; n++) {
			const since = run.acknowledged.length;
			const victim = victims[Math.floor(run.random() * victims.length)] as Victim;
			const after = Math.round(run.random() * 1200);
			let enough = false;
			const publishing = Promise.all(Array.from({ length: atOnce }, () => run.publish(() => enough)));
			// Looked at below: a failure before then must not end the script.
			publishing.catch(() => {});
			await pause(after);
			const back = await run.kill(victim);
			enough = true;
			await publishing;
			kills[victim] += 1;
			run.broken.push(...(await run.check(since)));
			say(
				`${n}/${times} ${victim} killed after ${after} ms, back in ${Math.round(back)} ms, ${run.acknowledged.length} acknowledged${run.broken.length ? ': BROKEN' : ''}`
			);
		}
		run.broken.push(...(await run.check(0, true)));
	} catch (error) {
		run.broken.push(String(error));
	} finally {
		// What is broken is kept, to be looked at.
		await run.palabre.stop({ keepData: run.broken.length > 0 });
	}
	if (run.broken.length) say(`The data are kept in ${run.palabre.dataDir}`);
	return {
		kills,
		acknowledged: run.acknowledged.length,
		repeated: run.acknowledged.filter(({ tries }) => tries > 1).length,
		signedOut: run.members.reduce((sum, member) => sum + member.signedOut, 0),
		broken: run.broken
	};
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

if (import.meta.main) {
	const { values } = parseArgs({
		options: { times: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } }
	});
	const { kills, acknowledged, repeated, signedOut, broken } = await killRepeatedly(
		Number(values.times),
		Number(values.seed)
	);
	const killed = Object.entries(kills)
		.map(([victim, count]) => `${victim} ${count}`)
		.join(', ');
	console.log(
		`\n${killed} kills; ${acknowledged} resources acknowledged, ${repeated} of them posted more than once; ${signedOut} sessions to open again.`
	);
	for (const sentence of broken.slice(0, 20)) console.error(`BROKEN: ${sentence}`);
	console.log(
		broken.length ? `${broken.length} things are broken.` : 'Nothing acknowledged was lost, nothing is half there.'
	);
	process.exitCode = broken.length ? 1 : 0;
}
