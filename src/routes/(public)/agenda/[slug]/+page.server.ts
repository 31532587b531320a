import { error, fail, redirect } from '@sveltejs/kit';
import * as editing from '$lib/agenda/editing.server';
import * as events from '$lib/agenda/events.server';
import { linkedData } from '$lib/agenda/linked-data';
import { answerSchema } from '$lib/agenda/invitation-schema';
import * as invitations from '$lib/agenda/invitations.server';
import { decisionSchema, situationSchema } from '$lib/agenda/schema';
import * as notifications from '$lib/notifications/notifications.server';
import { getLocale } from '$lib/paraglide/runtime';
import { answerAddress } from '$lib/platform/addresses.server';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { jsonLd } from '$lib/platform/json-ld';
import { renderMarkdown } from '$lib/platform/markdown.server';
import { runtime } from '$lib/platform/runtime.server';

export const load = async ({ locals, params, url }) => {
	const { event, entries, address } = await locals.db(async (db) => {
		const event = await events.findBySlug(db, params.slug, getLocale());
		if (!event) return { event, entries: [], address: await events.addressState(db, params.slug) };
		if (locals.claims) await notifications.readObject(db, event.id);
		return { event, entries: event.mayWrite ? await events.history(db, event.id) : [], address: null };
	});
	if (!event) answerAddress(address, '/agenda');
	const { origin } = runtime().configuration;
	const canonical = `${origin}/agenda/${event.slug}`;
	const open = event.visibility === 'public' && event.status === 'published';
	return {
		event,
		entries,
		newRegistration: locals.claims ? newId() : null,
		live: { room: `event:${event.id}` as const, version: event.version },
		canonical,
		descriptionHtml: event.description ? renderMarkdown(event.description, { headingFrom: 3 }) : null,
		indexable: open && !event.sensitivity.includes('no_index'),
		linkedData: open ? jsonLd(linkedData(event, canonical, origin)) : null,
		done: url.searchParams.get('fait')
	};
};

async function published(db: Database, slug: string) {
	const event = orNotFound(await events.findBySlug(db, slug, getLocale()));
	if (!event.mayPublish) error(403, 'refused');
	return event;
}

export const actions = {
	decide: async ({ request, params, locals }) => {
		const form = readForm(await request.formData(), decisionSchema);
		if (!form.values) return fail(422, form);
		const { decision, reason } = form.values;
		await orRefuse(
			locals.db(async (db) => editing.decide(db, (await published(db, params.slug)).id, decision, reason))
		);
		redirect(303, `/agenda/${params.slug}?fait=${decision}`);
	},
	announce: async ({ request, params, locals }) => {
		const form = readForm(await request.formData(), situationSchema);
		if (!form.values) return fail(422, form);
		const { situation, explanation } = form.values;
		await orRefuse(
			locals.db(async (db) => editing.announce(db, (await published(db, params.slug)).id, situation, explanation))
		);
		redirect(303, `/agenda/${params.slug}?fait=announced`);
	},
	answer: async ({ request, params, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), answerSchema);
		if (!form.values) return fail(422, form);
		const { answer } = form.values;
		const done = await orRefuse(
			locals.db(async (db) => {
				const event = orNotFound(await events.findBySlug(db, params.slug, getLocale()));
				return invitations.answerOwn(db, event.id, answer);
			})
		);
		orNotFound(done || null);
		redirect(303, `/agenda/${params.slug}?fait=repondu`);
	},
	discard: async ({ params, locals }) => {
		await orRefuse(
			locals.db(async (db) => {
				const event = orNotFound(await events.findBySlug(db, params.slug, getLocale()));
				if (!(await editing.discard(db, event.id))) error(404, 'not-found');
			})
		);
		redirect(303, '/agenda/miens?fait=discarded');
	}
};
