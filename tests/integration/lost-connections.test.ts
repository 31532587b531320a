/**
 * The network between Palabre and PostgreSQL loses connections at any instant: every statement gets
 * an answer or an error, none waits for ever, none gets the answer of another. Fails within seconds
 * when `postgres` is not mended.
 */
import '../../src/server/mend-postgres';
import net from 'node:net';
import { createPostgresConnection } from '@supabase/lite/postgres';
import { sql, type Kysely } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { openPool } from '../../src/lib/platform/database.server';
import { seeded } from '../bench/fill';
import { testDatabase } from '../support/database';

const db = await testDatabase();
const random = seeded(3);
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Open sockets of clients, on their way to PostgreSQL. */
const sockets = new Set<net.Socket>();
const unreliable = net.createServer((client) => {
	const server = net.connect(Number(new URL(db.apiUrl).port), '127.0.0.1');
	sockets.add(client);
	client.on('error', () => {}).on('close', () => (sockets.delete(client), server.destroy()));
	server.on('error', () => {}).on('close', () => client.destroy());
	client.pipe(server).pipe(client);
});
await new Promise<void>((resolve) => unreliable.listen(0, '127.0.0.1', resolve));

function through(url: string): string {
	const address = new URL(url);
	address.port = String((unreliable.address() as net.AddressInfo).port);
	return address.href;
}

// Lite's Kysely is of another version: the part that we use is the same.
const lite = createPostgresConnection({
	url: through(db.apiUrl),
	postgresOptions: { max: 3, onnotice: () => {}, backoff: () => 0.05 }
});
const pools = { ours: openPool(through(db.appUrl), 6), lite: lite.kysely as unknown as Kysely<never> };

afterAll(async () => {
	await Promise.all([pools.ours.destroy(), lite.close()]);
	unreliable.close();
	await db.drop();
});

const tell = (value: string) => sql<{ told: string }>`select ${value}::text as told, pg_sleep(0.005)`;

/** Ways in which the application sends statements; each says what it was told. */
const ways: ((pool: Kysely<never>, value: string) => Promise<string | undefined>)[] = [
	async (pool, value) => (await tell(value).execute(pool)).rows[0]?.told,
	async (pool, value) =>
		pool.transaction().execute(async (inside) => {
			await sql`select pg_sleep(0.01)`.execute(inside);
			return (await tell(value).execute(inside)).rows[0]?.told;
		}),
	async (pool, value) =>
		pool.transaction().execute(async (inside) => {
			const [, , answer] = await Promise.all([
				sql`select 1`.execute(inside),
				tell('x'.repeat(20_000)).execute(inside),
				tell(value).execute(inside)
			]);
			return answer.rows[0]?.told;
		})
];

it('answer or refuse every statement, whatever is cut', async () => {
	const unanswered: string[] = [];
	const wrong: string[] = [];
	const errors = new Map<string, number>();
	let answered = 0;
	let over = false;
	const work = async (name: keyof typeof pools, client: number) => {
		for (let turn = 0; !over; turn++) {
			const value = `${name}-${client}-${turn}`;
			const way = turn % ways.length;
			const outcome = ways[way]!(pools[name] as Kysely<never>, value).then(
				(told) => (told === value ? (answered += 1) : wrong.push(`${value} was told ${told}`)),
				(error: Error & { code?: string }) => {
					const reason = error.code ?? String(error);
					errors.set(reason, (errors.get(reason) ?? 0) + 1);
				}
			);
			const patience = pause(10_000).then(() => 'nothing');
			if ((await Promise.race([outcome, patience])) === 'nothing') return unanswered.push(`${value}, way ${way}`);
		}
	};
	const clients = [
		...Array.from({ length: 12 }, (_, n) => work('ours', n)),
		...Array.from({ length: 6 }, (_, n) => work('lite', n))
	];
	for (let cut = 0; cut < 120; cut++) {
		await pause(20 + random() * 60);
		for (const socket of sockets) {
			if (random() < 0.4) socket.resetAndDestroy();
			else if (random() < 0.15) socket.destroy();
		}
	}
	over = true;
	await Promise.all(clients);
	expect(unanswered).toEqual([]);
	expect(wrong).toEqual([]);
	expect(answered).toBeGreaterThan(100);
	// Each says that the connection was lost, not that something failed on the way to say it.
	expect([...errors.keys()].filter((reason) => !/^(ECONNRESET|CONNECTION_CLOSED|EPIPE)$/.test(reason))).toEqual([]);
});
