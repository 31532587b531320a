/**
 * COPY as streams, on node-postgres. Not on postgres.js, which the rest uses: in 3.4.9 a COPY FROM
 * that the server refuses at its end never settles (porsager/postgres#1173), and a restoration would
 * wait for ever instead of saying what is wrong.
 */
import { Readable, Writable } from 'node:stream';
import type pg from 'pg';

interface CommandComplete {
	text: string;
}

const blockSize = 1 << 16;

/** `client.query(new CopyOut('copy … to stdout'))`: the bytes; `rows` is known when they have ended. */
export class CopyOut extends Readable implements pg.Submittable {
	rows = 0;
	readonly #statement: string;
	#connection: pg.Connection | undefined;
	// The server sends a message per row, in a buffer that the parser uses again: they are copied.
	#block = Buffer.allocUnsafe(blockSize);
	#filled = 0;
	#settled = false;

	constructor(statement: string) {
		super({ highWaterMark: 4 * blockSize });
		this.#statement = statement;
	}

	submit(connection: pg.Connection): void {
		this.#connection = connection;
		connection.query(this.#statement);
	}

	override _read(): void {
		this.#connection?.stream.resume();
	}

	handleCopyData({ chunk }: { chunk: Buffer }): void {
		if (this.destroyed) return;
		if (this.#filled + chunk.length > blockSize) this.#flush();
		if (chunk.length > blockSize) return this.#give(Buffer.from(chunk));
		this.#filled += chunk.copy(this.#block, this.#filled);
	}

	handleCommandComplete(message: CommandComplete): void {
		this.rows = affectedRows(message);
	}

	handleReadyForQuery(): void {
		this.#settled = true;
		this.#flush();
		// Whoever reads may be slow, the connection is free: the next statement needs it.
		this.#connection?.stream.resume();
		this.push(null);
	}

	handleError(error: Error): void {
		this.#settled = true;
		this.#connection?.stream.resume();
		this.destroy(error);
	}

	/** Whoever reads gave up (a full disk): the rest may be gigabytes, the connection goes with it. */
	override _destroy(error: Error | null, destroyed: (error?: Error | null) => void): void {
		if (!this.#settled) this.#connection?.stream.destroy();
		destroyed(error);
	}

	#flush(): void {
		if (this.#filled === 0) return;
		const block = this.#block.subarray(0, this.#filled);
		this.#block = Buffer.allocUnsafe(blockSize);
		this.#filled = 0;
		this.#give(block);
	}

	#give(bytes: Buffer): void {
		if (!this.push(bytes)) this.#connection?.stream.pause();
	}
}

/** `pipeline(bytes, client.query(new CopyIn('copy … from stdin')))`: done when the server has taken all. */
export class CopyIn extends Writable implements pg.Submittable {
	rows = 0;
	readonly #statement: string;
	#connection: pg.Connection | undefined;
	#opened: ((error?: Error | null) => void) | undefined;
	#ended: ((error?: Error | null) => void) | undefined;
	#settled = false;

	constructor(statement: string) {
		super({ highWaterMark: 4 * blockSize });
		this.#statement = statement;
	}

	submit(connection: pg.Connection): void {
		this.#connection = connection;
		connection.query(this.#statement);
	}

	override _construct(opened: (error?: Error | null) => void): void {
		this.#opened = opened;
	}

	handleCopyInResponse(): void {
		this.#opened?.();
		this.#opened = undefined;
	}

	override _write(bytes: Buffer, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
		const socket = this.#connection?.stream;
		const head = Buffer.allocUnsafe(5);
		head.write('d', 'latin1');
		head.writeInt32BE(bytes.length + 4, 1);
		socket?.cork();
		socket?.write(head);
		socket?.write(bytes, written);
		socket?.uncork();
	}

	override _final(ended: (error?: Error | null) => void): void {
		this.#ended = ended;
		// CopyDone.
		this.#connection?.stream.write(Buffer.from([0x63, 0, 0, 0, 4]));
	}

	handleCommandComplete(message: CommandComplete): void {
		this.rows = affectedRows(message);
	}

	handleReadyForQuery(): void {
		this.#settled = true;
		this.#ended?.();
	}

	handleError(error: Error): void {
		this.#settled = true;
		if (this.#opened) this.#opened(error);
		else if (this.#ended) this.#ended(error);
		else this.destroy(error);
	}

	/** The source failed: the server is told, and forgets the rows that it had. */
	override _destroy(error: Error | null, destroyed: (error?: Error | null) => void): void {
		if (!this.#settled) {
			const reason = Buffer.from(`${error?.message ?? 'abandoned'}\0`);
			const head = Buffer.allocUnsafe(5);
			head.write('f', 'latin1');
			head.writeInt32BE(reason.length + 4, 1);
			this.#connection?.stream.write(Buffer.concat([head, reason]));
		}
		destroyed(error);
	}
}

function affectedRows({ text }: CommandComplete): number {
	return Number(text.split(' ').at(-1));
}
