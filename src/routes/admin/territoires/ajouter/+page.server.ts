import { fail, redirect } from '@sveltejs/kit';
import * as divisions from '$lib/network/divisions.server';
import { placeSchema } from '$lib/network/place';
import { offered, readFormWithPlaces } from '$lib/network/places.server';
import * as territories from '$lib/network/territories.server';
import { allCountries } from '$lib/organisations/countries';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { asAdministrator } from '$lib/people/administrator.server';
import { orNotFound } from '$lib/platform/errors.server';
import { textFields } from '$lib/platform/forms.server';

export const load = async ({ locals }) => ({
	territories: await asAdministrator(locals.db, offered),
	departments: divisions.departments(),
	countries: allCountries(getLocale())
});

const added = (count: number) => redirect(303, `/admin/territoires?ajoutes=${count}`);

export const actions = {
	department: async ({ request, locals }) => {
		const department = String((await request.formData()).get('department') ?? '');
		const count = await asAdministrator(locals.db, (db) => divisions.addDepartment(db, department));
		added(orNotFound(count === null ? null : { count }).count);
	},
	country: async ({ request, locals }) => {
		const code = String((await request.formData()).get('country') ?? '');
		// Places have one name, in the language of the network.
		const country = orNotFound(allCountries('fr').find(({ value }) => value === code));
		const made = await asAdministrator(locals.db, (db) =>
			territories.addCountry(db, { code: country.value, name: country.label })
		);
		added(made ? 1 : 0);
	},
	place: async ({ request, locals }) => {
		const data = await request.formData();
		const form = await readFormWithPlaces((work) => asAdministrator(locals.db, work), data, placeSchema, 'territory');
		if (!form.values) return fail(422, form);
		const { values } = form;
		const made = await asAdministrator(locals.db, (db) => territories.add(db, values));
		if ('code' in made) return added(1);
		const problems: Record<string, string> = made.known
			? { name: m.territory_problem_known() }
			: { territory: m.territory_problem_within() };
		return fail(422, { typed: textFields(data), problems, named: await asAdministrator(locals.db, form.named) });
	}
};
