import { error, fail, redirect } from '@sveltejs/kit';
import { asFacilitator } from '$lib/people/administrator.server';
import { outcomes, type Outcome } from '$lib/organisations/import/import';
import * as imports from '$lib/organisations/import/imports.server';
import { getLocale } from '$lib/paraglide/runtime';
import { isDatabaseError, orNotFound, orRefuse, refused } from '$lib/platform/errors.server';
import { isId } from '$lib/platform/ids';

const idOf = (text: string) => orNotFound(isId(text) ? text : null);

export const load = async ({ locals, params, url }) =>
	asFacilitator(locals.db, async (db) => {
		const kept = orNotFound((await imports.mine(db, idOf(params.id)))[0]);
		const wanted = url.searchParams.get('voir') as Outcome;
		const shown = outcomes.includes(wanted) ? wanted : (outcomes.find((outcome) => kept.counts[outcome]) ?? 'new');
		const after = Math.max(0, Math.min(100_000, Math.trunc(Number(url.searchParams.get('apres') ?? 0)) || 0));
		const lines = await imports.linesOf(db, kept.id, shown, after);
		const page = lines.slice(0, imports.pageSize);
		return {
			kept,
			shown,
			lines: page,
			names: await imports.namesOf(db, page, getLocale()),
			next: lines.length > page.length ? (page.at(-1)?.line ?? null) : null,
			written: Number(url.searchParams.get('ecrites') ?? 0)
		};
	});

export const actions = {
	keep: async ({ request, locals, params }) => {
		const data = await request.formData();
		const line = Number(data.get('line'));
		if (!Number.isInteger(line)) error(400, 'bad');
		const done = await orRefuse(
			asFacilitator(locals.db, (db) => imports.keep(db, idOf(params.id), line, data.get('keep') === '1'))
		);
		if (!done) error(409, 'conflict');
		redirect(303, `/annuaire/import/${params.id}?voir=similar#ligne-${line}`);
	},
	apply: async ({ locals, params }) => {
		let written: number;
		try {
			written = await asFacilitator(locals.db, (db) => imports.apply(db, idOf(params.id)));
		} catch (thrown) {
			if (isDatabaseError(thrown) && thrown.code === refused.rule)
				return fail(409, { refusal: thrown.hint ?? 'changed' });
			if (isDatabaseError(thrown) && thrown.code === refused.right) error(403, 'refused');
			throw thrown;
		}
		redirect(303, `/annuaire/import/${params.id}?ecrites=${written}`);
	}
};
