import { error, fail, redirect } from '@sveltejs/kit';
import { pathToDocument, pathToVersions } from '$lib/documents/document';
import * as documents from '$lib/documents/documents.server';
import { comparisonOf, sheetOf } from '$lib/documents/readable.server';
import { removeSchema, renameSchema, restoreSchema } from '$lib/documents/schema';
import * as versions from '$lib/documents/versions.server';
import { orNotFound, orRefuse, ruleMet } from '$lib/platform/errors.server';
import { readForm } from '$lib/platform/forms.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';

/** A number of the address; anything else is that of no version. */
const numberOf = (text: string | null) => (/^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : 0);

export const load = async ({ locals, params, url }) =>
	locals.db(async (db) => {
		const document = orNotFound(await documents.remembered(db, params.slug, params.id));
		const [number, beside] = [numberOf(params.number), numberOf(url.searchParams.get('avec'))];
		const found = await versions.read(db, document.id, [number, beside || number - 1]);
		const version = orNotFound(found.find((one) => one.number === number));
		const other = version.removedAt
			? undefined
			: found.find((one) => one.number === beside && one !== version && !one.removedAt);
		const [former, latter] = other && other.number > number ? [version, other] : [other, version];
		return {
			id: newId(),
			document,
			version,
			/** The one before, when its text is there to compare with. */
			before: found.find((one) => one.number === number - 1 && !one.removedAt)?.number,
			/** What was asked to compare with has no text any more. */
			goneBeside: found.some((one) => one.number === beside && one !== version && one.removedAt !== null),
			sheet: former
				? undefined
				: await sheetOf(
						db,
						{ content: version.content, language: document.language },
						pathToDocument(params.slug, document.id)
					),
			compared: former && {
				former: former.number,
				latter: latter.number,
				lines: await comparisonOf(db, {
					former: former.content,
					latter: latter.content,
					language: document.language
				})
			},
			refused: url.searchParams.get('refus'),
			done: url.searchParams.get('fait')
		};
	});

async function allowed({ claims }: App.Locals): Promise<void> {
	if (!claims || !(await allow('write', claims.sub))) error(429, 'too-many');
}

export const actions = {
	name: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), renameSchema);
		if (!form.values) return fail(422, form);
		const { name } = form.values;
		const named = await orRefuse(
			locals.db(async (db) => {
				const document = orNotFound(await documents.remembered(db, params.slug, params.id));
				const [version] = await versions.read(db, document.id, [numberOf(params.number)]);
				return versions.rename(db, orNotFound(version).id, name);
			})
		);
		if (!named) error(403, 'refused');
		const done = name ? 'named-version' : 'unnamed-version';
		redirect(303, `${pathToVersions(params.slug, params.id)}/${params.number}?fait=${done}`);
	},
	/** Its text is gone, its number stays. */
	remove: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), removeSchema);
		if (!form.values) return fail(422, form);
		const document = orNotFound(await locals.db((db) => documents.remembered(db, params.slug, params.id)));
		await orRefuse(versions.remove(locals.db, document.id, numberOf(params.number), form.values.reason));
		redirect(303, `${pathToVersions(params.slug, document.id)}?fait=removed-version`);
	},
	/** Its text is that of the document again. */
	restore: async ({ request, locals, params }) => {
		await allowed(locals);
		const form = readForm(await request.formData(), restoreSchema);
		if (!form.values) return fail(422, form);
		const document = orNotFound(await locals.db((db) => documents.remembered(db, params.slug, params.id)));
		const restored = versions.restore(locals.db, document.id, numberOf(params.number), form.values.id);
		const outcome = await orRefuse(ruleMet(restored));
		if ('rule' in outcome)
			redirect(303, `${pathToVersions(params.slug, document.id)}/${params.number}?refus=${outcome.rule}`);
		redirect(303, `${pathToDocument(params.slug, document.id)}?fait=restored`);
	}
};
