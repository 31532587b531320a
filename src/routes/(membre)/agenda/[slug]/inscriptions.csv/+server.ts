import * as events from '$lib/agenda/events.server';
import { answerNames } from '$lib/agenda/invitation-words';
import * as invitations from '$lib/agenda/invitations.server';
import * as registrations from '$lib/agenda/registrations.server';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { csvResponse } from '$lib/platform/csv.server';
import { orNotFound } from '$lib/platform/errors.server';

/** A line per person and date, then one per invitation, for those who hold the event; nobody else learns that there is a list. */
export async function GET({ locals, params }) {
	const locale = getLocale();
	const event = orNotFound(await locals.db((db) => events.findBySlug(db, params.slug, locale)));
	orNotFound(event.keepsRegistrations || null);
	const header = [
		m.agenda_csv_starts(),
		m.registration_column_name(),
		m.registration_column_state(),
		m.registration_column_address(),
		m.registration_column_asked()
	];
	async function* lines() {
		for (const { id, starts } of event.occurrences) {
			let page = await locals.db((db) => registrations.attendees(db, id, null, 500));
			for (;;) {
				for (const line of page.lines)
					yield [
						starts.replace('T', ' '),
						line.name,
						line.state === 'held'
							? m.registration_state_held({}, { locale })
							: m.registration_state_waiting({}, { locale }),
						line.email ?? m.registration_of_network({}, { locale }),
						line.asked
					];
				const { next } = page;
				if (!next) break;
				page = await locals.db((db) => registrations.attendees(db, id, next, 500));
			}
		}
		let invited = await locals.db((db) => invitations.list(db, event.id, null, 500));
		for (;;) {
			for (const line of invited.lines) {
				const answer = answerNames[line.answer ?? 'none']({}, { locale });
				const state = m.agenda_invited_state({ answer }, { locale });
				yield ['', line.name ?? '', state, line.email ?? m.registration_of_network({}, { locale }), line.at];
			}
			const { next } = invited;
			if (!next) break;
			invited = await locals.db((db) => invitations.list(db, event.id, next, 500));
		}
	}
	const response = await csvResponse('inscriptions.csv', header, lines());
	response.headers.set('cache-control', 'private, no-store');
	return response;
}
