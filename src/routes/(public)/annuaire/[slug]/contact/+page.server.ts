import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as contact from '$lib/organisations/contact.server';
import * as organisations from '$lib/organisations/organisations.server';
import { contactSchema } from '$lib/organisations/schema';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { inConstantTime } from '$lib/platform/constant-time.server';
import type { Database } from '$lib/platform/database.server';
import { orNotFound } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { attempt } from '$lib/platform/limits.server';

async function addressee(db: Database, slug: string) {
	const found = orNotFound(await organisations.findBySlug(db, slug, getLocale()));
	orNotFound(found.status === 'published' || null);
	return { id: found.id, slug: found.slug, name: found.name, contactFunction: found.contactFunction };
}

export const load = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
	return {
		id: newId(),
		organisation: await locals.db((db) => addressee(db, params.slug)),
		email: locals.claims?.email ?? ''
	};
};

async function tooMany(event: RequestEvent, email: string, organisation: string): Promise<number> {
	return (
		(await attempt('contact', event.getClientAddress())) ||
		(await attempt('contact', email.toLowerCase())) ||
		(await attempt('contact-to', organisation))
	);
}

export const actions = {
	default: async (event) => {
		const { locals, params, request } = event;
		const organisation = await locals.db((db) => addressee(db, params.slug ?? ''));
		const form = readForm(await request.formData(), contactSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		const minutes = await tooMany(event, values.email, organisation.id);
		if (minutes) return fail(429, { typed: { ...values }, problems: { form: m.signin_too_many({ minutes }) } });
		// A machine is answered like anybody else, and so is who writes where nobody has an account.
		await inConstantTime(values.website ? Promise.resolve() : contact.write(organisation, values));
		redirect(303, `/annuaire/${organisation.slug}?fait=message`);
	}
};
