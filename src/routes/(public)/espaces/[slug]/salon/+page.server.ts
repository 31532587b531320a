import { error, fail, redirect } from '@sveltejs/kit';
import { messageSchema } from '$lib/chat/schema';
import * as messages from '$lib/chat/messages.server';
import { getLocale } from '$lib/paraglide/runtime';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import * as spaces from '$lib/spaces/spaces.server';

/** The room of a space has its id. Members only, whatever the space's visibility. */
export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(space?.mine ? space : null);
	const before = messages.cursorOf(url);
	const page = await locals.db((db) => messages.page(db, id, before));
	return { ...page, newest: before === null, id: newId(), live: undefined };
};

export const actions = {
	send: async ({ request, locals, params }) => {
		if (!locals.claims) error(403, 'refused');
		const form = readForm(await request.formData(), messageSchema);
		if (!form.values) return fail(422, form);
		const { values } = form;
		if (!(await allow('chat', locals.claims.sub))) error(429, 'too-many');
		await orRefuse(
			locals.db(async (db) => {
				const { id } = orNotFound(await spaces.headOf(db, params.slug, getLocale()));
				if (!(await messages.send(db, { ...values, room: id }))) error(409, 'conflict');
			})
		);
		redirect(303, `/espaces/${params.slug}/salon#fin`);
	}
};
