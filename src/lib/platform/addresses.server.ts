/** What becomes of an address that the viewer cannot read: a slug is frozen at publication, older ones go on working. */
import { error, redirect } from '@sveltejs/kit';
import { sql } from 'kysely';
import type { Database } from './database.server.ts';

type AddressState = { state: 'moved'; slug: string } | { state: 'gone' } | null;

/** @param lookUp the function of the schema `private` that knows the addresses of one kind of object. */
export async function stateOfAddress(
	db: Database,
	lookUp: 'resource_address' | 'organisation_address' | 'event_address',
	slug: string
): Promise<AddressState> {
	const { rows } = await sql<{ state: string; slug: string | null }>`
		select state, slug from ${sql.id('private', lookUp)}(${slug})`.execute(db);
	const [row] = rows;
	if (!row) return null;
	return row.state === 'moved' && row.slug ? { state: 'moved', slug: row.slug } : { state: 'gone' };
}

/** 301 to the address that it has now, 410 when it was withdrawn, 404 when there is nothing to say. */
export function answerAddress(address: AddressState, path: string): never {
	if (address?.state === 'moved') redirect(301, `${path}/${address.slug}`);
	if (address?.state === 'gone') error(410, 'gone');
	error(404, 'not-found');
}
