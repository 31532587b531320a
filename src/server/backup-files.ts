/**
 * Where the bytes of files are, for a backup and for a restoration: on our disk with the embedded
 * Supabase, behind the Storage API with a real one.
 */
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createClient } from '@supabase/supabase-js';
import type { Configuration } from '../lib/platform/config.server.ts';
import { FilesOnDisk } from './files-on-disk.ts';

export interface FileStore {
	/** undefined: nothing is there. */
	read(bucket: string, name: string): Promise<AsyncIterable<Uint8Array> | undefined>;
	write(bucket: string, name: string, bytes: AsyncIterable<Uint8Array>, mediaType: string): Promise<void>;
	/** What was written survives a power cut. */
	settle(): Promise<void>;
}

export const filesDirectory = (configuration: Configuration) => path.join(configuration.dataDir, 'files');
export const outboxDirectory = (configuration: Configuration) => path.join(configuration.dataDir, 'outbox');

export function fileStore(configuration: Configuration, fetchStorage: typeof fetch = fetch): FileStore {
	return configuration.supabase
		? storageApi(configuration.supabase, fetchStorage)
		: diskStore(filesDirectory(configuration));
}

/** Files are written in place: until a restoration is done, nothing serves them. */
function diskStore(root: string): FileStore {
	const places = new FilesOnDisk(root);
	const written = new WrittenDirectories();
	return {
		read: (bucket, name) => readFile(places.pathOf(bucket, name)),
		write: async (bucket, name, bytes) => written.put(places.pathOf(bucket, name), bytes),
		settle: () => written.settle()
	};
}

/** One file at a time in memory: a file is at most `UPLOAD_LIMIT`. */
function storageApi(supabase: NonNullable<Configuration['supabase']>, fetchStorage: typeof fetch): FileStore {
	const { storage } = createClient(supabase.url, supabase.secretKey, {
		auth: { persistSession: false, autoRefreshToken: false },
		global: { fetch: fetchStorage }
	});
	return {
		read: async (bucket, name) => {
			const { data, error } = await storage.from(bucket).download(name);
			if (error && isAbsence(error)) return undefined;
			if (error) throw error;
			return Readable.fromWeb(data.stream() as Parameters<typeof Readable.fromWeb>[0]);
		},
		write: async (bucket, name, bytes, contentType) => {
			const chunks: Uint8Array[] = [];
			for await (const chunk of bytes) chunks.push(chunk);
			const { error } = await storage.from(bucket).upload(name, Buffer.concat(chunks), { contentType, upsert: true });
			if (error) throw error;
		},
		settle: async () => {}
	};
}

function isAbsence(error: object): boolean {
	const { status, statusCode } = error as { status?: number; statusCode?: string };
	return status === 404 || statusCode === '404' || statusCode === 'not_found';
}

export async function readFile(file: string): Promise<AsyncIterable<Uint8Array> | undefined> {
	try {
		const handle = await fs.open(file, 'r');
		return handle.createReadStream({ highWaterMark: 1 << 18 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

/** Writes files and syncs each; their directories are synced once, at the end. */
export class WrittenDirectories {
	readonly #directories = new Set<string>();

	async put(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
		const directory = path.dirname(file);
		if (!this.#directories.has(directory)) await fs.mkdir(directory, { recursive: true });
		this.#directories.add(directory);
		await pipeline(bytes, createWriteStream(file, { mode: 0o640, flush: true }));
	}

	async settle(): Promise<void> {
		for (const directory of this.#directories) {
			const handle = await fs.open(directory, 'r');
			await handle.sync().finally(() => handle.close());
		}
	}
}

/** Relative names of the files below a directory, with `/`; none when it is not there. */
export async function filesBelow(directory: string): Promise<string[]> {
	const entries = await fs.readdir(directory, { recursive: true, withFileTypes: true }).catch((error) => {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	});
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
		.sort();
}
