import * as territories from '$lib/network/territories.server';
import { asFacilitator } from '$lib/people/administrator.server';

export const load = async ({ locals, url }) => {
	const after = (url.searchParams.get('avant') ?? '').slice(0, 80);
	const search = {
		words: (url.searchParams.get('q') ?? '').trim().slice(0, 120),
		protectedOnly: url.searchParams.has('proteges')
	};
	return {
		...(await asFacilitator(locals.db, (db) => territories.list(db, { ...search, after: after || null }))),
		search,
		first: after === '',
		added: url.searchParams.has('ajoutes') ? Math.abs(Number(url.searchParams.get('ajoutes'))) || 0 : null
	};
};
