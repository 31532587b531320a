import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as events from '$lib/agenda/events.server';
import { registrationLimits } from '$lib/agenda/registration';
import * as registrations from '$lib/agenda/registrations.server';
import { attendanceSchema, registrationSchema } from '$lib/agenda/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { inConstantTime } from '$lib/platform/constant-time.server';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow, attempt } from '$lib/platform/limits.server';

/** The event, with the dates for which people register. */
async function registrable({ locals, params }: Pick<RequestEvent, 'locals' | 'params'>) {
	const event = orNotFound(await locals.db((db) => events.findBySlug(db, params['slug'] ?? '', getLocale())));
	return { ...event, dates: event.occurrences.filter((date) => date.open).slice(0, registrationLimits.dates) };
}

/** The form of who has no account; a member is one click away on the event's own page. */
export const load = async ({ locals, params, parent, setHeaders, url }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	const { viewer } = await parent();
	if (viewer) redirect(303, `/agenda/${params.slug}#inscription`);
	const { slug, title, capacity, dates } = await registrable({ locals, params });
	return { id: newId(), event: { slug, title, capacity, dates }, sent: url.searchParams.get('fait') === 'envoye' };
};

/** Minutes to wait, when one tried too often. */
async function tooMany(event: RequestEvent, email: string): Promise<number> {
	return (await attempt('registration-ip', event.getClientAddress())) || (await attempt('registration', email));
}

export const actions = {
	ask: async (event) => {
		const { dates, id, slug, visibility } = await registrable(event);
		const form = readForm(await event.request.formData(), registrationSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		const offered = values.dates.filter((date) => dates.some((open) => open.id === date));
		if (!offered.length || visibility !== 'public')
			return fail(409, { typed: { ...values }, problems: { dates: m.registration_problem_closed() } });
		const minutes = await tooMany(event, values.email);
		if (minutes) return fail(429, { typed: { ...values }, problems: { form: m.signin_too_many({ minutes }) } });
		// A machine is answered like anybody else, and so is who is registered already.
		const asked = values.website
			? Promise.resolve()
			: registrations.ask(id, { ...values, dates: offered }, getLocale());
		await inConstantTime(asked);
		redirect(303, `/agenda/${slug}/inscription?fait=envoye`);
	},
	attend: (event) => settled(event, 'inscrit'),
	leave: (event) => settled(event, 'desinscrit')
};

/** A member's own dates, and no other. */
async function settled(event: RequestEvent, done: 'inscrit' | 'desinscrit') {
	const { locals, params, request } = event;
	if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
	const form = readForm(await request.formData(), attendanceSchema);
	if (!form.values) return fail(422, form);
	const { values } = form;
	const dates = done === 'inscrit' ? values.dates : [];
	const found = orNotFound(await locals.db((db) => events.findBySlug(db, params['slug'] ?? '', getLocale())));
	const met = await orRefuse(
		ruleMet(
			locals.db((db) => registrations.attend(db, found.id, values.id, dates)),
			'registration-closed'
		)
	);
	redirect(303, `/agenda/${found.slug}?fait=${'rule' in met ? 'trop-tard' : done}`);
}
