import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as events from '$lib/agenda/events.server';
import { registrationLimits } from '$lib/agenda/registration';
import * as registrations from '$lib/agenda/registrations.server';
import { registrationChangeSchema } from '$lib/agenda/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

const tokenOf = ({ params }: Pick<RequestEvent, 'params'>) => params['token'] ?? '';

/** Opening a link does nothing but show it: mail scanners open links. The event is read under its viewer's rights. */
export const load = async ({ locals, params, setHeaders, url }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	return locals.db(async (db) => {
		const opened = orNotFound(await registrations.open(db, tokenOf({ params })));
		const event = opened.slug ? await events.findBySlug(db, opened.slug, getLocale()) : null;
		const mine = opened.registration?.dates.map(({ occurrence }) => occurrence) ?? [];
		return {
			...opened,
			event: event && {
				slug: event.slug,
				title: event.title,
				capacity: event.capacity,
				situation: event.situation,
				situationReason: event.situationReason,
				occurrences: event.occurrences
			},
			dates: (event?.occurrences ?? [])
				.filter(({ id, open, ends }) => open || (mine.includes(id) && ends > new Date().toISOString()))
				.slice(0, registrationLimits.dates),
			done: url.searchParams.get('fait')
		};
	});
};

export const actions = {
	confirm: (event) =>
		settled(
			event,
			event.locals.db((db) => registrations.confirm(db, tokenOf(event))),
			'confirme'
		),
	change: async (event) => {
		const form = readForm(await event.request.formData(), registrationChangeSchema);
		if (!form.values) return fail(422, form);
		const { name, dates } = form.values;
		return settled(
			event,
			event.locals.db((db) => registrations.change(db, tokenOf(event), name, dates)),
			'change'
		);
	},
	leave: (event) =>
		settled(
			event,
			event.locals.db((db) => registrations.change(db, tokenOf(event), null, [])),
			'parti'
		)
};

async function settled(event: RequestEvent, work: Promise<boolean>, done: string) {
	const met = await orRefuse(ruleMet(work, 'registration-closed'));
	if ('rule' in met) return fail(409, { typed: {}, problems: { form: m.registration_problem_closed() } });
	if (!met.done) error(404, 'not-found');
	redirect(303, `/inscriptions/${tokenOf(event)}?fait=${done}`);
}
