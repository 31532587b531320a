import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import * as members from '$lib/spaces/members.server';
import * as membership from '$lib/spaces/membership.server';
import * as requests from '$lib/spaces/requests.server';
import { answerSchema, memberSchema } from '$lib/spaces/schema';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	// Who is in it is for its members only: for others the page does not exist.
	const { id } = orNotFound(space?.mine ? space : null);
	const wanted = members.wantedOf(url);
	return locals.db(async (db) => ({
		wanted,
		...(await members.page(db, id, wanted)),
		...(await members.around(db, id, getLocale()))
	}));
};

type Act = RequestEvent<{ slug: string }>;

/** Does it in the space of the address, then comes back to the members; a rule that is met says so there. */
async function act({ locals, params }: Act, work: (db: Database, space: string) => Promise<boolean>, done: string) {
	if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
	const answer = await orRefuse(
		membership.ruleMet(
			locals.db(async (db) => {
				const space = orNotFound(await spaces.headOf(db, params.slug, getLocale()));
				return work(db, space.id);
			})
		)
	);
	if ('rule' in answer) redirect(303, `/espaces/${params.slug}/membres?fait=${answer.rule}`);
	orNotFound(answer.done || null);
	redirect(303, done === 'left' ? '/espaces?fait=left' : `/espaces/${params.slug}/membres?fait=${done}`);
}

async function person(event: Act) {
	const form = readForm(await event.request.formData(), memberSchema);
	return orNotFound(form.values);
}

export const actions = {
	answer: async (event) => {
		const form = readForm(await event.request.formData(), answerSchema);
		if (!form.values) return fail(422, { problems: form.problems, request: String(form.typed['request'] ?? '') });
		const { values } = form;
		await act(event, (db, space) => requests.answer(db, space, values), `request-${values.answer}`);
	},
	role: async (event) => {
		const { person: id, role } = await person(event);
		await act(event, (db, space) => membership.setRole(db, space, id, role ?? 'membre'), 'role');
	},
	remove: async (event) => {
		const { person: id } = await person(event);
		await act(event, (db, space) => membership.remove(db, space, id), 'removed');
	},
	handOver: async (event) => {
		const { person: id } = await person(event);
		await act(event, (db, space) => membership.handOver(db, space, id), 'handed-over');
	},
	leave: async (event) => act(event, (db, space) => membership.leave(db, space), 'left'),
	seat: async (event) => {
		const organisation = String((await event.request.formData()).get('organisation') ?? '');
		const chosen = isId(organisation) ? organisation : null;
		await act(event, async (db, space) => (await membership.sitFor(db, space, chosen), true), 'seat');
	},
	part: async (event) => {
		const organisation = String((await event.request.formData()).get('organisation') ?? '');
		await act(event, async (db, space) => isId(organisation) && membership.part(db, space, organisation), 'parted');
	}
};
