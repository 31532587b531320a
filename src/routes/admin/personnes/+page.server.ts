import { asFacilitator } from '$lib/people/administrator.server';
import * as stewardship from '$lib/people/stewardship.server';
import { isId } from '$lib/platform/ids';

export const load = async ({ locals, url }) => {
	const asked = (name: string) => (url.searchParams.get(name) ?? '').trim().slice(0, 200);
	const after = asked('avant');
	const search = { words: asked('q'), organisation: asked('organisation') };
	return {
		...(await asFacilitator(locals.db, (db) => stewardship.list(db, { ...search, after: isId(after) ? after : null }))),
		search,
		first: !isId(after)
	};
};
