import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import { hashOfCode } from '$lib/people/first-administrator.server';
import * as people from '$lib/people/people.server';
import { tooMany } from '$lib/people/sign-in-words.server';
import { orNotFound } from '$lib/platform/errors.server';
import { attempt } from '$lib/platform/limits.server';

/** Once there is an administrator, this address does not exist. */
async function inWaitingNetwork({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): Promise<void> {
	orNotFound((await locals.db(people.awaitsFirstAdministrator)) || null);
	if (!locals.claims) redirect(303, `/connexion?retour=${encodeURIComponent(url.pathname)}`);
}

export const load = async ({ locals, url }) => inWaitingNetwork({ locals, url });

export const actions = {
	default: async (event) => {
		await inWaitingNetwork(event);
		const minutes =
			(await attempt('sign-in-ip', event.getClientAddress())) || (await attempt('sign-in', 'first administrator'));
		if (minutes) return fail(429, { problems: { code: tooMany({ outcome: 'too-many', minutes }) } });
		const code = String((await event.request.formData()).get('code') ?? '').slice(0, 100);
		const done = await event.locals.db((db) => people.becomeFirstAdministrator(db, hashOfCode(code)));
		if (!done) return fail(422, { problems: { code: m.admin_first_wrong() } });
		redirect(303, '/admin');
	}
};
