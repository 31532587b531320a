/** What a form knows of its mistakes: the name of a field, and one sentence (or several) on what to do. */
export type Problems = Record<string, string | string[] | undefined>;

/** The attributes that tie a control to its label, its hint and its mistake. */
export interface ControlAttributes {
	id: string;
	name: string;
	required: boolean | undefined;
	'aria-invalid': 'true' | undefined;
	'aria-describedby': string | undefined;
}

/** The summary of mistakes links to the control by this id. */
export function fieldId(name: string): string {
	return `champ-${name}`;
}

export function sentence(problem: string | string[] | undefined): string {
	return typeof problem === 'string' ? problem : (problem ?? []).join(' ');
}
