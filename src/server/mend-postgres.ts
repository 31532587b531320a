/**
 * Mends `postgres` 3.4.9 while it is loaded: a database lost in the middle of a transaction must fail
 * that transaction, and nothing else. As published,
 * - a statement sent after the loss is an exception that nobody can catch, and ends the process
 *   (porsager/postgres issues 1154 and 1208); so does a loss while the types are read;
 * - bytes not yet sent stay in front of the next sign-in, which PostgreSQL never understands;
 * - a statement sent between a reset and the end of its socket, as the `rollback` of what the reset cut,
 *   waits for ever, and the next sign-in takes it for its own;
 * - reserving a connection while the database is away may wait for ever, or leave the pool with one
 *   connection less; and who reserved one before the loss still commands it after, when it is
 *   already in somebody else's transaction.
 *
 * Kysely reserves a connection for each transaction, in our pool and in Supabase Lite's. Imported
 * first, and what imports `postgres` after it. `tests/integration/lost-connections` fails without it.
 */
import { registerHooks } from 'node:module';

type Mend = [from: string, until: string, becomes: string];

const connection: Mend[] = [
	[
		'  function nextWrite(fn) {\n',
		'    const x = socket.write(chunk, fn)\n',
		`  function nextWrite(fn) {
    if (!socket) {
      nextWriteTimer !== null && clearImmediate(nextWriteTimer)
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return true
    }
`
	],
	[
		'    clearImmediate(nextWriteTimer)\n    socket.removeListener(',
		"'data', data)",
		`    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener(`
	],
	['        return fetchArrayTypes()', '\n', '        return fetchArrayTypes().catch(() => {})'],
	// `hadError` only says that what was under way before the reset has been told.
	[
		'    !hadError && (query || sent.length) && error(',
		"Errors.connection('CONNECTION_CLOSED'",
		'    ; (query || sent.length) && error('
	],
	[
		'    closedTime = performance.now()\n',
		'    hadError &&',
		'    query = results = errorResponse = null\n    result = new Result()\n    closedTime = performance.now()\n'
	]
];

/**
 * A connection is reserved by a statement like any other, as in the library’s own `begin`; once it is sent, what
 * follows on the same connection need not wait for its answer.
 */
const reserve = `  async function reserve() {
    const queue = Queue()
    let c = null
      , lost = null
    await new Promise((resolve, reject) => {
      // Once the pool, which takes it for full while a statement reserves it, has put it away.
      const first = sql.unsafe('select 1', [], { onexecute: (taken) => (onexecute(taken), queueMicrotask(() => {
        lost || move(c, reserved)
        resolve()
      })) })
      first.then(() => c || reject(Errors.generic('NOT_RESERVED', 'No connection was reserved')), reject)
    })
    const reservedSql = Sql(handler)
    reservedSql.release = () => {
      if (lost)
        return
      c.onclose = c.reserved = null
      onopen(c)
    }
    return reservedSql

    function onexecute(taken) {
      c = taken
      c.onclose = (e) => {
        lost = e
        while (queue.length)
          queue.shift().reject(e)
      }
      c.reserved = () => queue.length
        ? c.execute(queue.shift())
        : move(c, reserved)
      c.reserved.release = true
    }

    function handler(q) {
      if (lost)
        return q.reject(lost)
      c.queue === full
        ? queue.push(q)
        : c.execute(q) || move(c, full)
    }
  }

`;

const mends: Record<string, Mend[]> = {
	'connection.js': connection,
	'index.js': [['  async function reserve() {\n', '  async function begin(options, fn) {', reserve]]
};

registerHooks({
	load(url, context, nextLoad) {
		const loaded = nextLoad(url, context);
		const file = /\/node_modules\/postgres\/src\/(connection\.js|index\.js)$/.exec(url)?.[1] ?? '';
		if (!mends[file]) return loaded;
		const text = Buffer.from(loaded.source as Uint8Array).toString();
		return { ...loaded, source: mends[file].reduce((source, mend) => applied(source, mend, url), text) };
	}
});

/** What starts with `from` becomes the new text; `until` stays. Another version may be written otherwise: better not to start. */
function applied(source: string, [from, until, becomes]: Mend, url: string): string {
	const start = source.indexOf(from);
	const end = source.indexOf(until, start + from.length);
	if (start < 0 || end < 0 || source.indexOf(from, start + 1) >= 0) {
		throw new Error(
			`${url} is not the postgres 3.4.9 that src/server/mend-postgres.ts knows: see whether it still needs mending.`
		);
	}
	return source.slice(0, start) + becomes + source.slice(end);
}
