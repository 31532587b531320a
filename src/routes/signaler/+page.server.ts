import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as reports from '$lib/moderation/reports.server';
import { reportedSchema, reportSchema } from '$lib/moderation/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { attempt } from '$lib/platform/limits.server';
import type { Database } from '$lib/platform/database.server';

/** What is reported, if the viewer may see it. */
async function reported(db: Database, url: URL): Promise<reports.Reported> {
	const asked = orNotFound(reportedSchema.safeParse(Object.fromEntries(url.searchParams)).data);
	return orNotFound(await reports.reported(db, asked.objet, asked.id));
}

export const load = async ({ locals, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	const object = await locals.db((db) => reported(db, url));
	return { id: newId(), object, address: url.origin + object.path, email: locals.claims?.email ?? '' };
};

async function tooMany(event: RequestEvent, email: string | undefined): Promise<number> {
	return (await attempt('report', event.getClientAddress())) || (email ? await attempt('report', email) : 0);
}

export const actions = {
	default: async (event) => {
		const { locals, request, url } = event;
		const object = await locals.db((db) => reported(db, url));
		const form = readForm(await request.formData(), reportSchema);
		if (!form.values) return fail(422, form);
		const minutes = await tooMany(event, form.values.email);
		if (minutes) return fail(429, { typed: { ...form.values }, problems: { form: m.signin_too_many({ minutes }) } });
		await locals.db((db) => reports.report(db, object, form.values, getLocale()));
		redirect(303, `/signaler/recu?repere=${form.values.id}${form.values.email ? '&courriel=1' : ''}`);
	}
};
