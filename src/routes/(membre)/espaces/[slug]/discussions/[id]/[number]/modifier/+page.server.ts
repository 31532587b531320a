import { error, fail, redirect } from '@sveltejs/kit';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import type { Database } from '$lib/platform/database.server';
import { readForm, textFields } from '$lib/platform/forms.server';
import { isId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { previewed } from '$lib/threads/form.server';
import { editSchema, withdrawSchema } from '$lib/threads/schema';
import { pathToThread } from '$lib/threads/thread';
import * as writing from '$lib/threads/writing.server';

interface Params {
	slug: string;
	id: string;
	number: string;
}

async function postAt(db: Database, { slug, id, number }: Params) {
	const wanted = isId(id) && /^\d{1,7}$/.test(number);
	return orNotFound(wanted ? await writing.writable(db, slug, id, Number(number)) : null);
}

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(429, 'too-many');
}

const done = ({ slug, id, number }: Params, what: string) => {
	const [path, anchor] = pathToThread(slug, id, Number(number)).split('#');
	redirect(303, `${path}${path?.includes('?') ? '&' : '?'}fait=${what}#${anchor}`);
};

export const load = async ({ locals, params }) => ({
	post: await locals.db((db) => postAt(db, params)),
	back: pathToThread(params.slug, params.id, Number(params.number))
});

export const actions = {
	preview: async ({ request, locals, params }) => previewed(locals.db, params.slug, await request.formData()),
	edit: async ({ request, locals, params }) => {
		await allowed(locals);
		const data = await request.formData();
		const form = readForm(data, editSchema);
		if (!form.values) return fail(422, form);
		const refused = await orRefuse(locals.db(async (db) => writing.edit(db, await postAt(db, params), form.values)));
		if (refused) return fail(409, { typed: textFields(data), conflict: refused.conflict });
		done(params, 'modifie');
	},
	withdraw: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), withdrawSchema);
		if (!form.values) return fail(422, form);
		await orRefuse(locals.db(async (db) => writing.withdraw(db, (await postAt(db, params)).id, form.values.reason)));
		done(params, 'retire');
	}
};
