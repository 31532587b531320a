import { fail, redirect } from '@sveltejs/kit';
import * as network from '$lib/network/network.server';
import { settingsSchema } from '$lib/network/settings';
import { asAdministrator } from '$lib/people/administrator.server';
import { orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';

export const load = async ({ locals, url }) => ({
	settings: await asAdministrator(locals.db, network.settings),
	saved: url.searchParams.has('fait')
});

export const actions = {
	default: async ({ request, locals }) => {
		const data = await request.formData();
		const refused = await asAdministrator(locals.db, async (db) => {
			const form = readForm(data, settingsSchema);
			if (!form.values) return fail(422, { ...form, conflict: null });
			const conflict = await orRefuse(network.settle(db, form.values, whatWasShown(data)));
			return conflict && fail(409, { typed: { ...form.values, version: conflict.version }, problems: {}, conflict });
		});
		if (refused) return refused;
		redirect(303, '/admin/reglages?fait=1');
	}
};

/** The form carries what it showed first: it decides nothing, it only names what changed since. */
function whatWasShown(data: FormData): Partial<network.Settings> | null {
	try {
		const shown: unknown = JSON.parse(String(data.get('shown')));
		return typeof shown === 'object' ? (shown as Partial<network.Settings>) : null;
	} catch {
		return null;
	}
}
