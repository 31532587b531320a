import { error, fail } from '@sveltejs/kit';
import * as events from '$lib/agenda/events.server';
import { invitingLimits, type Invitee } from '$lib/agenda/invitation';
import { invitingSchema, type InvitingValues } from '$lib/agenda/invitation-schema';
import * as invitations from '$lib/agenda/invitations.server';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm, textFields, type FormProblems } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

async function invitedTo(db: Database, slug: string) {
	const event = orNotFound(await events.findBySlug(db, slug, getLocale()));
	orNotFound(event.mayInvite || null);
	return event;
}

export const load = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	const { slug, title, visibility, space } = await locals.db((db) => invitedTo(db, params.slug));
	return { event: { slug, title, visibility, space } };
};

export const actions = {
	/** Looking for somebody sends nothing, and keeps what is typed and chosen. */
	find: async ({ request, locals, params }) => {
		const typed = textFields(await request.formData());
		return { typed, ...(await locals.db((db) => lookedFor(db, params.slug, typed))) };
	},
	send: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('event-invitations', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), invitingSchema);
		if (!form.values) {
			const found = await locals.db((db) => lookedFor(db, params.slug, form.typed));
			return fail(422, { ...form, ...found });
		}
		return { report: await orRefuse(locals.db((db) => invite(db, params.slug, form.values))) };
	}
};

/** @returns the people who are found and those who are chosen; null when nobody is looked for. */
async function lookedFor(db: Database, slug: string, { name, people }: FormProblems['typed']) {
	const { id } = await invitedTo(db, slug);
	const words = typeof name === 'string' ? name.slice(0, 60) : '';
	const chosen = Array.isArray(people) ? people.filter(isId).slice(0, invitingLimits.people) : [];
	return { found: words || chosen.length ? await invitations.findPeople(db, id, words, chosen) : null };
}

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
