import * as m from '$lib/paraglide/messages';
import { say } from '$lib/platform/forms.server';
import type { Problem } from './import';
import { columnNames } from './words';

/** « RNA : … » */
export function problemSentence({ column, problem, value }: Problem): string {
	const sentence = say(problem);
	return m.import_problem({ column: columnNames[column](), sentence: value ? `${sentence} « ${value} »` : sentence });
}
