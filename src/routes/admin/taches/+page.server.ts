import { redirect, type RequestEvent } from '@sveltejs/kit';
import * as jobs from '$lib/network/jobs.server';
import { asAdministrator } from '$lib/people/administrator.server';
import type { Database } from '$lib/platform/database.server';
import { orNotFound } from '$lib/platform/errors.server';

const isNumber = (text: string) => /^\d{1,18}$/.test(text);

export const load = async ({ locals, url }) => {
	const after = url.searchParams.get('avant') ?? '';
	const failing = url.searchParams.get('etat') !== 'attente';
	return {
		...(await asAdministrator(locals.db, async (db) => ({
			...(await jobs.waiting(db, failing, isNumber(after) ? after : null)),
			recurring: await jobs.recurring(db)
		}))),
		failing,
		first: !isNumber(after),
		done: url.searchParams.get('fait')
	};
};

async function onOne(event: RequestEvent, act: (db: Database, id: string) => Promise<boolean>, said: string) {
	const id = String((await event.request.formData()).get('job') ?? '');
	const done = await asAdministrator(event.locals.db, (db) => act(db, orNotFound(isNumber(id) ? id : null)));
	redirect(303, `/admin/taches?fait=${done ? said : 'prise'}`);
}

export const actions = {
	retry: (event) => onOne(event, jobs.retry, 'relancee'),
	abandon: (event) => onOne(event, jobs.abandon, 'abandonnee')
};
