/** One's own account: passphrase, profile, sessions. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Database } from '$lib/platform/database.server';
import { authFor, forgetSession } from './session.server';
import type { ProfileValues } from './account';

/** Whoever else was signed in with the old one is signed out. */
export async function setPassphrase(event: RequestEvent, passphrase: string): Promise<void> {
	const { auth } = authFor(event.cookies);
	// The library wants its session in memory before it changes the user.
	await auth.getSession();
	const { error } = await auth.updateUser({ password: passphrase });
	// The same passphrase again is no mistake of anybody's.
	if (error && error.code !== 'same_password') throw error;
	await auth.signOut({ scope: 'others' });
}

/** Every device, this one included; `asViewer` refuses their next request. */
export async function signOutEverywhere(event: RequestEvent): Promise<void> {
	await authFor(event.cookies).auth.signOut({ scope: 'global' });
	forgetSession(event.cookies);
}

export async function editProfile(db: Database, values: ProfileValues, id: string): Promise<void> {
	await db
		.updateTable('people')
		.set({
			name: values.name,
			function: values.function ?? null,
			bio: values.bio ?? null,
			language: values.language,
			time_zone: values.timeZone,
			visibility: values.visibility
		})
		.where('id', '=', id)
		.execute();
}
