import { error, redirect } from '@sveltejs/kit';
import type { z } from 'zod';
import { listOf, lists } from '$lib/notifications/notification';
import * as notifications from '$lib/notifications/notifications.server';
import { readAllSchema, readSchema } from '$lib/notifications/schema';
import type { Database } from '$lib/platform/database.server';
import { readForm } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';

export const load = async ({ locals, parent, url }) => {
	const { viewer } = await parent();
	const list = listOf(url);
	const before = notifications.cursorOf(url);
	return locals.db(async (db) => ({
		live: await notifications.liveTold(db, viewer.id),
		list,
		first: before === null,
		...(await notifications.page(db, list, before))
	}));
};

interface Event {
	request: Request;
	locals: App.Locals;
	url: URL;
}

/** Then back to the list that was shown. */
async function act<T>(
	{ request, locals, url }: Event,
	schema: z.ZodType<T>,
	work: (db: Database, values: T) => Promise<void>
) {
	if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
	const form = readForm(await request.formData(), schema);
	if (form.problems) error(422, 'conflict');
	await locals.db((db) => work(db, form.values));
	const list = listOf(url);
	redirect(303, list === 'all' ? '/notifications' : `/notifications?liste=${lists[list]}`);
}

export const actions = {
	read: (event) => act(event, readSchema, (db, { object, until }) => notifications.readOne(db, object, until)),
	all: (event) => act(event, readAllSchema, (db, { until }) => notifications.readAll(db, until))
};
