import { redirect } from '@sveltejs/kit';
import { upcomingOfViewer } from '$lib/agenda/upcoming.server';
import * as notifications from '$lib/notifications/notifications.server';
import { getLocale } from '$lib/paraglide/runtime';
import * as joining from '$lib/organisations/joining.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';
import { together } from '$lib/platform/together.server';
import * as resources from '$lib/resources/resources.server';
import * as dashboard from '$lib/spaces/dashboard.server';
import * as journal from '$lib/spaces/journal.server';
import * as requests from '$lib/spaces/requests.server';

/** Three statements: what waits; what is new, was begun and is next; what happened. One's spaces come with the frame. */
export const load = async ({ locals, url }) => {
	const before = journal.cursorOf(url);
	return locals.db(async (db) => {
		const { news, ...more } = await together(db, {
			news: notifications.news(5),
			unfinished: resources.unfinished(db),
			upcoming: upcomingOfViewer(getLocale(), new Date(), 4)
		});
		return {
			waiting: await dashboard.waiting(db),
			news: news.map(notifications.shown),
			...more,
			first: before === null,
			withdrawn: url.searchParams.get('fait') === 'demande-retiree',
			...(await journal.page(db, 'mine', before, 15))
		};
	});
};

/** What somebody asked of a space or of an organisation, taken back from here. */
export const actions = {
	space: ({ request, locals }) => takeBack(request, (id) => locals.db((db) => requests.withdraw(db, id))),
	organisation: ({ request, locals }) => takeBack(request, (id) => locals.db((db) => joining.takeBack(db, id)))
};

async function takeBack(request: Request, work: (id: string) => Promise<void>): Promise<never> {
	const id = String((await request.formData()).get('id'));
	orNotFound(isId(id) || null);
	await orRefuse(work(id));
	redirect(303, '/tableau-de-bord?fait=demande-retiree');
}
