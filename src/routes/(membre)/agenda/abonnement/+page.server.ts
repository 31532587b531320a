import { error } from '@sveltejs/kit';
import * as feeds from '$lib/agenda/feeds.server';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';

export const load = async ({ locals, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	return { since: await locals.db((db) => feeds.subscribedSince(db)), origin: runtime().configuration.origin };
};

export const actions = {
	/** The address is shown once: only the hash of its secret is kept. */
	subscribe: async ({ locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		return { token: await locals.db((db) => feeds.subscribe(db)) };
	},
	end: async ({ locals }) => {
		await locals.db((db) => feeds.unsubscribe(db));
		return { ended: true };
	}
};
