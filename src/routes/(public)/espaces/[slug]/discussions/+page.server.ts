import { error, fail, redirect } from '@sveltejs/kit';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';
import * as follows from '$lib/threads/follows.server';
import { followSchema } from '$lib/threads/schema';
import { listOf, pathToThreads } from '$lib/threads/thread';
import * as threads from '$lib/threads/threads.server';

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(space);
	const list = listOf(url);
	const after = url.searchParams.get('avant');
	return locals.db(async (db) => ({
		list,
		first: !after,
		...(await threads.list(db, id, list, after)),
		level: locals.claims ? await follows.levelOf(db, id) : null
	}));
};

export const actions = {
	follow: async ({ request, locals, params }) => {
		if (!locals.claims || !(await allow('write', locals.claims.sub))) error(429, 'too-many');
		const form = readForm(await request.formData(), followSchema);
		if (!form.values) return fail(422, form);
		await orRefuse(locals.db((db) => follows.followSpace(db, params.slug, form.values.level)));
		redirect(303, pathToThreads(params.slug));
	}
};
