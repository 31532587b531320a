/**
 * Storage's bytes on our own disk. Lite's adapter writes into the working directory, in place: a
 * power cut would leave half a file under its final name. Here a file is written beside, synced,
 * renamed, and its directory synced: it is whole under its name, or it is not there.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';

interface Metadata {
	cacheControl: string;
	contentLength: number;
	size: number;
	mimetype: string;
	lastModified: Date;
	eTag: string;
}

export class FilesOnDisk {
	/** Lite asks for it and never reads it. */
	readonly driver = fs;
	readonly #root: string;

	constructor(root: string) {
		this.#root = path.resolve(root);
	}

	/** @throws when the name would leave the directory. */
	pathOf(bucket: string, name: string): string {
		const file = path.resolve(this.#root, bucket, name);
		if (!file.startsWith(this.#root + path.sep)) throw new Error('A file name leaves the storage directory.');
		return file;
	}

	async getObject(bucket: string, name: string) {
		const file = this.pathOf(bucket, name);
		const metadata = await this.headObject(bucket, name);
		return { httpStatusCode: 200, metadata, body: Readable.toWeb(createReadStream(file)) };
	}

	async uploadObject(
		bucket: string,
		name: string,
		_version: string | undefined,
		body: Uint8Array | ReadableStream<Uint8Array>,
		contentType: string,
		cacheControl: string
	) {
		const bytes = body instanceof Uint8Array ? body : new Uint8Array(await new Response(body).arrayBuffer());
		const file = this.pathOf(bucket, name);
		await writeDurably(file, bytes);
		const eTag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
		return {
			cacheControl,
			contentLength: bytes.length,
			size: bytes.length,
			mimetype: contentType,
			lastModified: new Date(),
			eTag
		};
	}

	async deleteObject(bucket: string, name: string): Promise<void> {
		await fs.rm(this.pathOf(bucket, name), { force: true });
	}

	async deleteObjects(bucket: string, names: string[]): Promise<void> {
		for (const name of names) await this.deleteObject(bucket, name);
	}

	async copyObject(bucket: string, name: string, _version: string | undefined, toBucket: string, toName: string) {
		const bytes = await fs.readFile(this.pathOf(bucket, name));
		const copied = await this.uploadObject(toBucket, toName, undefined, bytes, 'application/octet-stream', 'no-cache');
		return { httpStatusCode: 200, eTag: copied.eTag, lastModified: copied.lastModified };
	}

	async headObject(bucket: string, name: string): Promise<Metadata> {
		const stat = await fs.stat(this.pathOf(bucket, name));
		return {
			cacheControl: 'no-cache',
			contentLength: stat.size,
			size: stat.size,
			mimetype: 'application/octet-stream',
			lastModified: stat.mtime,
			eTag: `"${stat.size}-${Math.round(stat.mtimeMs)}"`
		};
	}

	async privateAssetUrl(bucket: string, name: string): Promise<string> {
		return `file://${this.pathOf(bucket, name)}`;
	}
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
	const directory = path.dirname(file);
	await fs.mkdir(directory, { recursive: true });
	const unfinished = `${file}.${randomUUID()}.new`;
	const handle = await fs.open(unfinished, 'wx', 0o640);
	try {
		await handle.writeFile(bytes);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await fs.rename(unfinished, file);
	const parent = await fs.open(directory, 'r');
	await parent.sync().finally(() => parent.close());
}
