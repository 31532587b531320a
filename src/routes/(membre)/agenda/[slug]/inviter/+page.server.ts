import { error, fail } from '@sveltejs/kit';
import * as events from '$lib/agenda/events.server';
import type { Invitee } from '$lib/agenda/invitation';
import { invitingSchema, type InvitingValues } from '$lib/agenda/invitation-schema';
import * as invitations from '$lib/agenda/invitations.server';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';

async function invitedTo(db: Database, slug: string) {
	const event = orNotFound(await events.findBySlug(db, slug, getLocale()));
	orNotFound(event.mayInvite || null);
	return event;
}

/** People are looked for by name in the address: choosing works without script. */
export const load = async ({ locals, params, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, 60);
	return locals.db(async (db) => {
		const { id, slug, title, visibility, space } = await invitedTo(db, params.slug);
		return { event: { slug, title, visibility, space }, words, found: await invitations.findPeople(db, id, words) };
	});
};

export const actions = {
	default: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('event-invitations', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), invitingSchema);
		if (!form.values) return fail(422, { ...form, report: null });
		return { report: await orRefuse(locals.db((db) => invite(db, params.slug, form.values))) };
	}
};

/** @returns how many are invited, and whom the others are. */
async function invite(db: Database, slug: string, { people, members, addresses, word }: InvitingValues) {
	const { id } = await invitedTo(db, slug);
	const invitees: Invitee[] = [
		...people.map((person) => ({ person })),
		...(members
			? (await invitations.membersToInvite(db, id)).filter(({ person }) => !people.includes(person ?? ''))
			: []),
		...addresses.map((email) => ({ email }))
	];
	const lines = await invitations.invite(db, id, invitees, { word, language: getLocale() });
	const others = lines.filter(({ outcome }) => outcome !== 'invited');
	const names = await invitations.namesOf(
		db,
		others.flatMap(({ person }) => person ?? [])
	);
	return {
		invited: lines.length - others.length,
		others: others.map(({ person = '', email, outcome }) => ({ who: email ?? names.get(person) ?? '', outcome }))
	};
}
