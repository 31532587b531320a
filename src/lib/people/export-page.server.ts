/** `index.html` of the archive: readable in any browser, without a network, in the person's language. */
import * as m from '$lib/paraglide/messages';
import { dayAndTime } from '$lib/platform/dates';
import { escapeHtml as escape } from '$lib/platform/html';
import type { Locale } from '$lib/platform/numbers';

export interface PersonData {
	account: Record<string, unknown> | null;
	sessions: Record<string, unknown>[] | null;
	profile: Record<string, unknown> | null;
	organisations: Record<string, unknown>[] | null;
	spaces: Record<string, unknown>[] | null;
	mails: Record<string, unknown>[] | null;
	/** By kind: `resource`, `file`… */
	written: Record<string, Record<string, unknown>[]>;
	/** By table and column: what names the person. */
	tables: Record<string, Record<string, unknown>[]>;
}

interface Heading {
	network: string;
	madeAt: Date;
	locale: Locale;
	timeZone: string;
	/** Files of the archive, and those that were too heavy for it. */
	files: { name: string; included: boolean }[];
}

export function exportPage(data: PersonData, heading: Heading): string {
	const { locale, timeZone } = heading;
	const value = (given: unknown): string => {
		if (typeof given === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+/.test(given))
			return escape(dayAndTime(given, { locale, timeZone }));
		return escape(typeof given === 'object' ? JSON.stringify(given) : String(given));
	};
	const facts = (row: Record<string, unknown>) =>
		`<dl>${Object.entries(row)
			.filter(([, given]) => given !== null && given !== '')
			.map(([name, given]) => `<dt>${escape(name)}</dt><dd>${value(given)}</dd>`)
			.join('')}</dl>`;
	const section = (title: string, rows: readonly Record<string, unknown>[] | null) =>
		rows?.length ? `<h2>${escape(title)}</h2>${rows.map(facts).join('<hr>')}` : '';
	const files = heading.files.map(({ name, included }) =>
		included
			? `<li><a href="fichiers/${encodeURIComponent(name)}">${escape(name)}</a></li>`
			: `<li>${escape(name)} (${escape(m.export_too_heavy({}, { locale }))})</li>`
	);
	const title = m.export_title({ network: heading.network }, { locale });
	return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}dt{font-weight:600}dd{margin:0 0 .5rem}hr{border:0;border-top:1px dashed #999}</style>
</head><body><main><h1>${escape(title)}</h1>
<p>${escape(m.export_intro({ date: dayAndTime(heading.madeAt, { locale, timeZone }) }, { locale }))} <a href="donnees.json">donnees.json</a></p>
${section(m.export_account({}, { locale }), data.account && [data.account])}
${section(m.export_profile({}, { locale }), data.profile && [data.profile])}
${section(m.export_organisations({}, { locale }), data.organisations)}
${section(m.export_spaces({}, { locale }), data.spaces)}
${section(m.export_devices({}, { locale }), data.sessions)}
${files.length ? `<h2>${escape(m.export_files({}, { locale }))}</h2><ul>${files.join('')}</ul>` : ''}
${Object.entries(data.written)
	.map(([kind, rows]) => section(m.export_written({ kind }, { locale }), rows))
	.join('')}
${section(m.export_mails({}, { locale }), data.mails)}
${Object.entries(data.tables)
	.map(([name, rows]) => section(m.export_table({ name }, { locale }), rows))
	.join('')}
</main></body></html>
`;
}
