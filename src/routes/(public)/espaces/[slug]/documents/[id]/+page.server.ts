import { error, fail, redirect } from '@sveltejs/kit';
import { pathToDocument, pathToDocuments } from '$lib/documents/document';
import * as documents from '$lib/documents/documents.server';
import { statusSchema } from '$lib/documents/schema';
import { sheetOf } from '$lib/documents/readable.server';
import { refresh } from '$lib/documents/states.server';
import { keepDocument } from '$lib/documents/versions.server';
import * as notifications from '$lib/notifications/notifications.server';
import { isDatabaseError, orNotFound, orRefuse, refused } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { allow } from '$lib/platform/limits.server';
import { runtime } from '$lib/platform/runtime.server';

export const load = async ({ locals, params, url, cookies, parent }) => {
	const read = () =>
		locals.db(async (db) => {
			const document = orNotFound(await documents.read(db, params.slug, params.id));
			return { document, sheet: await sheetOf(db, document, pathToDocument(params.slug, params.id)) };
		});
	const found = await read();
	// Of what one was told, this may be.
	if ((await parent()).told) await locals.db((db) => notifications.readObject(db, found.document.id));
	// What was written a moment ago, or before a crash, is read at once.
	const { document, sheet } = (await refresh(found.document.id)) ? await read() : found;
	const mayWrite = document.writes && document.status !== 'adopted';
	// The light mode loads the editor when it is asked for.
	const isLight = cookies.get('palabre-leger') === '1' && !url.searchParams.has('ecrire');
	return {
		document,
		sheet,
		mayWrite,
		writing: mayWrite && !isLight,
		// The editor follows by itself; the page of readers is refreshed in place.
		...((!mayWrite || isLight) && { live: { room: `document:${document.id}` as const, version: document.updates } }),
		canonical: `${runtime().configuration.origin}${url.pathname}`,
		indexable: document.readBy === 'public' && document.visibility === 'public' && !document.hidden,
		done: url.searchParams.get('fait'),
		refused: url.searchParams.get('refus')
	};
};

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(claims ? 429 : 403, claims ? 'too-many' : 'refused');
}

export const actions = {
	/** To review, back to writing, adopted. */
	status: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), statusSchema);
		if (!form.values) return fail(422, form);
		const { status } = form.values;
		const address = pathToDocument(params.slug, params.id);
		const document = orNotFound(await locals.db((db) => documents.head(db, params.slug, params.id)));
		// Its last version is the text that is adopted.
		if (status === 'adopted') await keepDocument(document);
		const moved = await orRefuse(
			locals
				.db((db) => documents.moveTo(db, document.id, status))
				.catch((thrown: unknown) => {
					if (isDatabaseError(thrown) && thrown.code === refused.rule && thrown.hint) return thrown.hint;
					throw thrown;
				})
		);
		if (moved === false) error(403, 'refused');
		redirect(303, `${address}?${moved === true ? `fait=${status}` : `refus=${moved}`}`);
	},
	throw: async ({ locals, params }) => {
		await allowed(locals);
		const document = orNotFound(await locals.db((db) => documents.head(db, params.slug, params.id)));
		if (!(await orRefuse(locals.db((db) => documents.throwAway(db, document.id))))) error(403, 'refused');
		redirect(303, `${pathToDocuments(params.slug)}?fait=thrown`);
	}
};
