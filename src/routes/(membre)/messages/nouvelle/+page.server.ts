import { error, fail, redirect } from '@sveltejs/kit';
import * as conversations from '$lib/chat/conversations.server';
import { conversationSchema } from '$lib/chat/schema';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { isId, newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

/** Those who are chosen are in the address, so that choosing works without script. */
export const load = async ({ locals, parent, url }) => {
	const viewer = orNotFound((await parent()).viewer);
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, 60);
	const chosen = [...new Set(url.searchParams.getAll('a'))].filter((id) => isId(id) && id !== viewer.id).slice(0, 19);
	const people = await locals.db((db) => conversations.reachable(db, words, chosen));
	return {
		words,
		chosen: people.filter((person) => person.chosen),
		found: people.filter((person) => !person.chosen),
		id: newId()
	};
};

export const actions = {
	default: async ({ request, locals }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), conversationSchema);
		if (!form.values) return fail(422, { rule: 'people' });
		const { id, people } = form.values;
		const opened = await orRefuse(locals.db((db) => conversations.open(db, id, people)));
		if ('rule' in opened) return fail(409, { rule: opened.rule });
		redirect(303, `/messages/${opened.done}`);
	}
};
