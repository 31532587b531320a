/**
 * Open connections of people who are signed in, on `/realtime`. Who it is comes from the session cookie;
 * what they may watch, and what they are told of, is judged under row-level security each time.
 * The platform knows no domain: slices hand over, kind by kind, how to see whether an object is there.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';
import { asViewer, SessionEnded, type Claims, type Database } from '../database.server.ts';
import { allow } from '../limits.server.ts';
import { runtime } from '../runtime.server.ts';
import { listenTo } from './announcements.server.ts';
import { Crowd } from './crowd.ts';
import { addressOf, isSameOrigin } from './handshake.server.ts';
import { relayTo } from './relay.server.ts';
import { realtimePath, type ConnectRefusal, type JoinAnswer, type Room } from './rooms.ts';
import { openUpgrade } from './upgrades.server.ts';
import {
	judgedFor,
	socketsOf,
	type LiveSlice,
	type Sockets,
	type Watchable,
	type WatcherSocket
} from './watchers.server.ts';

interface Realtime {
	/** Who a cookie header says that it is; « expired »: the page has to renew its token. */
	recognise: (cookies: string) => Promise<Claims | 'expired' | null>;
	whoIs: (db: Database) => Promise<{ id: string } | undefined>;
	watchable: Watchable;
	slices: ((io: Sockets) => LiveSlice)[];
}

/** Tabs of one person, and devices behind one address: a school, a town hall. */
const connectionsPerPerson = 20;
const connectionsPerAddress = 300;
const roomsPerSocket = 20;
const mostBytes = 16 * 1024;

/** Of engine.io: Socket.IO types what it emits loosely. */
interface Connection {
	request: IncomingMessage;
	transport: { name: string };
	once(event: 'close', listener: () => void): void;
}

export function startRealtime(realtime: Realtime): void {
	const { http } = runtime();
	if (!http) return;
	const addresses = new Crowd(connectionsPerAddress);
	const io: Sockets = new Server({
		path: realtimePath,
		serveClient: false,
		transports: ['websocket', 'polling'],
		maxHttpBufferSize: mostBytes,
		connectTimeout: 10_000,
		destroyUpgrade: false,
		allowRequest: admit(addresses)
	});
	io.use((socket, next) => {
		identify(socket, realtime).then(
			(refusal) => next(refusal ? new Error(refusal) : undefined),
			(error: unknown) => next(new Error(refusalOf(error)))
		);
	});
	const people = new Crowd(connectionsPerPerson);
	const slices = realtime.slices.map((begin) => begin(io));
	io.use(({ data }, next) => next(people.isFull(data.person) ? new Error('too-many') : undefined));
	io.on('connection', (socket) => {
		const { person } = socket.data;
		people.enter(person);
		socket.on('disconnect', () => people.leave(person));
		void socket.join(socketsOf(person));
		socket.on('room:join', (where, answer) => {
			void join(socket, where, realtime.watchable).then((said) => typeof answer === 'function' && answer(said));
		});
		socket.on('room:leave', (where) => {
			const parsed = roomSchema.safeParse(where);
			if (parsed.success) void socket.leave(parsed.data.room);
		});
		for (const slice of slices) slice.connected(socket);
	});
	attach(io, http, addresses);

	const relay = relayTo(io, realtime.watchable);
	listenTo({
		channels: {
			...Object.assign({}, ...slices.map(({ channels }) => channels)),
			palabre_changed: relay,
			palabre_rights: (person) => judgeAgain(io, io.sockets.adapter.rooms.get(socketsOf(person)) ?? [])
		},
		// Somebody's rights may have changed while nobody listened.
		missed: () => judgeAgain(io, io.sockets.sockets.keys())
	});
}

/** The connection, not a message: any client then comes back by itself, and asks again for its rooms. */
function judgeAgain(io: Sockets, ids: Iterable<string>): void {
	for (const id of [...ids]) io.sockets.sockets.get(id)?.conn.close();
}

/** Socket.IO wraps the listeners that are there: ours comes just before the server listens. */
function attach(io: Sockets, http: HttpServer, addresses: Crowd): void {
	const mount = () => {
		io.attach(http);
		io.engine.on('connection', (connection: Connection) => {
			const address = addressOf(connection.request, runtime().configuration);
			addresses.enter(address);
			connection.once('close', () => addresses.leave(address));
		});
		writeTogether(io);
		openUpgrade(http, `${realtimePath}/`);
	};
	if (http.listening) mount();
	else http.prependOnceListener('listening', mount);
	runtime().atDrain(() => void io.engine?.close());
}

/** What is said to somebody at the same instant leaves in one write, where each packet would be one. */
function writeTogether({ engine }: Sockets): void {
	const isWebSocket = ({ transport }: Connection) => transport.name === 'websocket';
	engine.on('flush', (connection: Connection, packets: unknown[]) => {
		if (packets.length > 1 && isWebSocket(connection)) connection.request.socket.cork();
	});
	engine.on('drain', (connection: Connection) => {
		if (isWebSocket(connection)) connection.request.socket.uncork();
	});
}

/** Same origin, and room for this address. Whether the cookie opens anything is judged afterwards, with words. */
function admit(
	addresses: Crowd
): (request: IncomingMessage, answer: (error: string | null, ok: boolean) => void) => void {
	const { configuration } = runtime();
	return (request, answer) => {
		if (!isSameOrigin(request, configuration)) return answer('Another origin', false);
		const isNew = !new URL(request.url ?? '/', configuration.origin).searchParams.has('sid');
		if (!isNew) return answer(null, true);
		if (addresses.isFull(addressOf(request, configuration))) return answer('Too many connections', false);
		answer(null, true);
	};
}

async function identify(socket: WatcherSocket, { recognise, whoIs }: Realtime): Promise<ConnectRefusal | null> {
	const claims = await recognise(socket.request.headers.cookie ?? '');
	if (!claims) return 'unauthorized';
	if (claims === 'expired') return 'expired';
	const person = await asViewer(claims, whoIs);
	if (!person) return 'unauthorized';
	socket.data = { claims, person: person.id };
	return null;
}

function refusalOf(error: unknown): 'unauthorized' | 'unavailable' {
	if (error instanceof SessionEnded) return 'unauthorized';
	runtime().log.warn({ error: String(error) }, 'A socket could not be identified');
	return 'unavailable';
}

const roomSchema = z.object({ room: z.string().regex(/^[a-z-]{1,40}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) });

async function join(socket: WatcherSocket, where: unknown, watchable: Watchable): Promise<JoinAnswer> {
	const parsed = roomSchema.safeParse(where);
	if (!parsed.success) return { ok: false, error: 'invalid' };
	const { claims, person } = socket.data;
	// Its own room and that of its person come on top.
	if (socket.rooms.size >= roomsPerSocket + 2 || !(await allow('room-join', person)))
		return { ok: false, error: 'too-many' };
	const room = parsed.data.room as Room;
	const [kind = '', id = ''] = room.split(':');
	const watch = Object.hasOwn(watchable, kind) ? watchable[kind] : undefined;
	if (!watch) return { ok: false, error: 'not-found' };
	try {
		await socket.join(judgedFor(room));
		const seen = await asViewer(claims, (db) => watch(db, id));
		if (!seen) return { ok: false, error: 'not-found' };
		await socket.join(room);
		return { ok: true, latest: seen.version };
	} catch (error) {
		if (error instanceof SessionEnded) {
			setImmediate(() => socket.conn.close());
			return { ok: false, error: 'signed-out' };
		}
		runtime().log.warn({ error: String(error) }, 'A room could not be joined');
		return { ok: false, error: 'unavailable' };
	} finally {
		await socket.leave(judgedFor(room));
	}
}
