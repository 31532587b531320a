import * as documents from '$lib/documents/documents.server';
import { orNotFound } from '$lib/platform/errors.server';

const size = 20;

export const load = async ({ locals, parent, url }) => {
	const { space } = await parent();
	const { id } = orNotFound(space);
	const before = url.searchParams.get('avant');
	const found = await locals.db((db) => documents.list(db, id, before, size + 1));
	return {
		documents: found.slice(0, size),
		first: !before,
		next: found.length > size ? (found[size - 1]?.id ?? null) : null
	};
};
