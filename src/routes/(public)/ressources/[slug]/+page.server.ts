import { error, fail, redirect } from '@sveltejs/kit';
import * as notifications from '$lib/notifications/notifications.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { answerAddress } from '$lib/platform/addresses.server';
import { jsonLd } from '$lib/platform/json-ld';
import { renderMarkdown } from '$lib/platform/markdown.server';
import { runtime } from '$lib/platform/runtime.server';
import * as editing from '$lib/resources/editing.server';
import { linkedData } from '$lib/resources/linked-data';
import * as resources from '$lib/resources/resources.server';
import { decisionSchema } from '$lib/resources/schema';

export const load = async ({ locals, params, url }) => {
	const locale = getLocale();
	const { resource, related, address } = await locals.db(async (db) => {
		const resource = await resources.findBySlug(db, params.slug, locale);
		if (!resource) return { resource, related: [], address: await resources.addressState(db, params.slug) };
		if (locals.claims) await notifications.readObject(db, resource.id);
		return { resource, related: await resources.related(db, resource.id, locale), address: null };
	});
	if (!resource) answerAddress(address, '/ressources');
	const { origin } = runtime().configuration;
	const canonical = `${origin}/ressources/${resource.slug}`;
	return {
		resource,
		live: { room: `resource:${resource.id}` as const, version: resource.version },
		related,
		canonical,
		descriptionHtml: resource.description ? renderMarkdown(resource.description, { headingFrom: 3 }) : null,
		indexable:
			resource.visibility === 'public' && resource.publishedAt !== null && !resource.sensitivity.includes('no_index'),
		linkedData: resource.visibility === 'public' ? jsonLd(linkedData(resource, canonical, origin)) : null,
		done: url.searchParams.get('fait')
	};
};

export const actions = {
	decide: async ({ request, params, locals }) => {
		const decision = readForm(await request.formData(), decisionSchema);
		if (!decision.values) return fail(422, decision);
		await orRefuse(
			locals.db(async (db) => {
				const resource = await resources.findBySlug(db, params.slug, getLocale());
				if (!resource?.mayPublish) error(403, 'refused');
				await editing.decide(db, resource.id, decision.values.decision, decision.values.reason);
			})
		);
		redirect(303, `/ressources/${params.slug}?fait=${decision.values.decision}`);
	},
	discard: async ({ params, locals }) => {
		await orRefuse(
			locals.db(async (db) => {
				const resource = await resources.findBySlug(db, params.slug, getLocale());
				if (!resource || !(await editing.discard(db, resource.id))) error(404, 'not-found');
			})
		);
		redirect(303, '/ressources/miennes?fait=discarded');
	}
};
