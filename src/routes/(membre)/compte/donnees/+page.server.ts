import { fail, redirect } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import * as exports from '$lib/people/data-exports.server';
import * as people from '$lib/people/people.server';
import { isDatabaseError, orNotFound, refused } from '$lib/platform/errors.server';
import { isId, newId } from '$lib/platform/ids';

export const load = async ({ locals, url }) => ({
	...(await locals.db(async (db) => ({ me: orNotFound(await people.me(db)), exports: await exports.mine(db) }))),
	id: newId(),
	asked: url.searchParams.get('fait') === '1'
});

export const actions = {
	default: async ({ request, locals }) => {
		const given = String((await request.formData()).get('id'));
		try {
			await locals.db((db) => exports.ask(db, isId(given) ? given : newId()));
		} catch (thrown) {
			if (!isDatabaseError(thrown) || thrown.code !== refused.rule) throw thrown;
			return fail(409, { problem: m.export_again() });
		}
		redirect(303, '/compte/donnees?fait=1');
	}
};
