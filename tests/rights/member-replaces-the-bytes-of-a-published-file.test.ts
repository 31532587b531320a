import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as files from '../../src/lib/files/files.server';
import { newId } from '../../src/lib/platform/ids';
import type { Viewer } from '../support/database';
import { testSupabase, type TestSupabase } from '../support/supabase';
import { theWorld } from '../support/world';

/** The id of a published file is in its address: it must not be enough to change what it says. */
const world = await theWorld();
let supabase: TestSupabase;
beforeAll(async () => {
	supabase = await testSupabase(world.db);
});
afterAll(() => supabase.close());

const document = (name: string) => fs.readFile(path.resolve('supabase/demo/files', name));
const [first, second] = [await document('res-cuf-jeunes.pdf'), await document('res-fiche-koteba.pdf')];
const bring = (viewer: Viewer, id: string, bytes: Buffer) =>
	files.bring((work) => world.db.as(viewer, work), id, 'bilan.pdf', bytes, 5_000_000);
const bytesOf = (id: string) => fs.readFile(path.join(supabase.runtime.filesDir ?? '', 'files', id, 'original'));

it('refuses the file of somebody else, and keeps what it said', async () => {
	const id = newId();
	await bring(world.kayes, id, first);
	await expect(bring(world.nouvelle, id, second)).rejects.toMatchObject({ status: 403 });
	expect(await bytesOf(id)).toEqual(first);
});

it('keeps what came first when its author sends it again: what was published is not changed unseen', async () => {
	const id = newId();
	const brought = await bring(world.lurcat, id, first);
	expect(brought).toMatchObject({ id, name: 'bilan.pdf', size: first.length });
	expect(await bring(world.lurcat, id, second)).toEqual(brought);
	expect(await bytesOf(id)).toEqual(first);
});

it('stores nothing for an account that is nobody', async () => {
	const id = newId();
	await expect(bring(world.unverified, id, first)).rejects.toMatchObject({ status: 403 });
	await expect(bytesOf(id)).rejects.toMatchObject({ code: 'ENOENT' });
});
