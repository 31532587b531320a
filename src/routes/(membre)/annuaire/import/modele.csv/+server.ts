import { columns } from '$lib/organisations/import/import';
import { columnNames } from '$lib/organisations/import/words';
import * as m from '$lib/paraglide/messages';
import { csvResponse } from '$lib/platform/csv.server';

/** The columns, and a line that says what each holds. */
export function GET() {
	async function* lines() {
		yield [
			m.import_model_name(),
			'CJE',
			m.import_model_kind(),
			'Évry',
			'',
			'W123456789',
			'732829320',
			m.import_model_summary(),
			'https://www.example.org',
			'',
			'',
			'',
			m.import_model_themes(),
			m.import_model_countries(),
			m.import_model_audiences(),
			m.import_model_languages(),
			'',
			m.import_model_twinnings(),
			m.import_model_names(),
			''
		];
	}
	return csvResponse(
		'modele-annuaire.csv',
		columns.map((column) => columnNames[column]()),
		lines()
	);
}
