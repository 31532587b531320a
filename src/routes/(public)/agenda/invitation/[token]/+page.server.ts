import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as events from '$lib/agenda/events.server';
import { answerSchema, comingSchema } from '$lib/agenda/invitation-schema';
import * as invitations from '$lib/agenda/invitations.server';
import { registrationLimits } from '$lib/agenda/registration';
import { isAhead } from '$lib/agenda/when';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

/** Opening a link does nothing but show it: mail scanners open links. The event is read under its viewer's rights. */
export const load = async ({ locals, params, setHeaders, url }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	return locals.db(async (db) => {
		const invitation = orNotFound(await invitations.open(db, params.token));
		const event = invitation.readable ? await events.findBySlug(db, invitation.slug, getLocale()) : null;
		const mine = invitation.registration?.dates.map(({ occurrence }) => occurrence) ?? [];
		return {
			invitation,
			event: event && {
				slug: event.slug,
				title: event.title,
				timeZone: event.timeZone,
				place: event.place?.name ?? event.territory,
				registration: event.registration,
				capacity: event.capacity,
				situation: event.situation,
				situationReason: event.situationReason,
				occurrences: event.occurrences
			},
			dates: (
				event?.occurrences.filter((date) => date.open || (mine.includes(date.id) && isAhead(date, event.timeZone))) ??
				[]
			).slice(0, registrationLimits.dates),
			done: url.searchParams.has('fait')
		};
	});
};

export const actions = {
	/** Where people register: with a name, without an account, and dates. */
	come: async (event) => {
		const form = readForm(await event.request.formData(), comingSchema);
		if (!form.values) return fail(422, form);
		const { name, dates } = form.values;
		const { named } = orNotFound(await event.locals.db((db) => invitations.open(db, event.params.token)));
		if (!named && !name) return fail(422, { typed: { dates }, problems: { name: m.registration_problem_name() } });
		if (!dates.length)
			return fail(422, { typed: { ...form.values }, problems: { dates: m.registration_problem_dates() } });
		return settled(
			event,
			event.locals.db((db) => invitations.answer(db, event.params.token, 'yes', { name: name ?? null, dates }))
		);
	},
	answer: async (event) => {
		const form = readForm(await event.request.formData(), answerSchema);
		if (!form.values) return fail(422, form);
		const { answer } = form.values;
		return settled(
			event,
			event.locals.db((db) => invitations.answer(db, event.params.token, answer))
		);
	}
};

async function settled({ params }: RequestEvent<{ token: string }>, work: Promise<boolean>) {
	const met = await orRefuse(ruleMet(work, 'registration-closed'));
	if ('rule' in met) return fail(409, { typed: {}, problems: { form: m.registration_problem_closed() } });
	if (!met.done) error(404, 'not-found');
	redirect(303, `/agenda/invitation/${params.token}?fait=1`);
}
