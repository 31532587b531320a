/**
 * The bytes of files, in the storage bucket `files`. Written and removed by the server only, after
 * the row was allowed; read by us after row-level security let the row be read.
 */
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { runtime } from './runtime.server.ts';

const bucket = 'files';
let service: SupabaseClient | undefined;

function storage() {
	const { supabase } = runtime();
	service ??= createClient(supabase.url, supabase.secretKey, {
		global: { fetch: supabase.fetch },
		auth: { persistSession: false, autoRefreshToken: false }
	});
	return service.storage.from(bucket);
}

/** Durable when it returns. The same name again replaces the bytes. */
export async function putBytes(name: string, bytes: Uint8Array, mediaType: string): Promise<void> {
	// A Buffer, not a Blob: Supabase Lite does not find a Blob's part (`notes`: trap of its 0.10).
	const { error } = await storage().upload(name, Buffer.from(bytes), { contentType: mediaType, upsert: true });
	if (error) throw new Error(`Storage refused ${name}: ${error.message}`);
}

export async function getBytes(name: string): Promise<Uint8Array> {
	const { filesDir } = runtime();
	if (filesDir) return fs.readFile(path.join(filesDir, bucket, name));
	const { data, error } = await storage().download(name);
	if (error) throw new Error(`Storage did not give ${name}: ${error.message}`);
	return new Uint8Array(await data.arrayBuffer());
}

/** @param range bytes, both ends included. */
export async function streamBytes(
	name: string,
	range: { from: number; to: number }
): Promise<ReadableStream<Uint8Array>> {
	const { filesDir, supabase } = runtime();
	if (filesDir) {
		const file = path.join(filesDir, bucket, name);
		await fs.access(file);
		return Readable.toWeb(createReadStream(file, { start: range.from, end: range.to })) as ReadableStream<Uint8Array>;
	}
	const answer = await supabase.fetch(`${supabase.url}/storage/v1/object/authenticated/${bucket}/${name}`, {
		headers: {
			apikey: supabase.secretKey,
			authorization: `Bearer ${supabase.secretKey}`,
			range: `bytes=${range.from}-${range.to}`
		}
	});
	if (!answer.ok || !answer.body) throw new Error(`Storage answered ${answer.status} for ${name}`);
	return answer.body;
}

export async function removeBytes(names: string[]): Promise<void> {
	if (!names.length) return;
	const { error } = await storage().remove(names);
	if (error) throw new Error(`Storage did not remove: ${error.message}`);
}
