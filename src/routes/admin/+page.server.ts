import * as network from '$lib/network/network.server';
import { waitingWork } from '$lib/network/waiting.server';
import { asFacilitator } from '$lib/people/administrator.server';
import { orNotFound } from '$lib/platform/errors.server';
import { runtime } from '$lib/platform/runtime.server';

export const load = async ({ locals }) =>
	asFacilitator(locals.db, async (db) => ({
		counts: orNotFound(await network.counts(db)),
		waiting: await waitingWork(db),
		sendsMail: Boolean(runtime().configuration.smtpUrl)
	}));
