import { redirect } from '@sveltejs/kit';
import * as conversations from '$lib/chat/conversations.server';
import { orNotFound } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, params }) => {
	orNotFound(isId(params.id) || null);
	return orNotFound(await locals.db((db) => conversations.head(db, params.id)));
};

export const actions = {
	default: async ({ locals, params }) => {
		orNotFound(isId(params.id) || null);
		await locals.db((db) => conversations.leave(db, params.id));
		redirect(303, '/messages?fait=quittee');
	}
};
