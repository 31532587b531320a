/** What the documents draw from, beside the catalogue: the files that later rooms of Palabre will load. */
import { read, readDataset, type Dataset } from '../dataset.ts';

export interface Notion {
	id: string;
	term: string;
	type: 'sigle' | 'notion';
	expansion?: string;
	definitions?: { actorCategory: string; text: string }[];
	themes?: string[];
	/** People mean different things by it. */
	sharedDefinitionNeeded?: boolean;
	source: string;
}

export interface Partnership {
	id: string;
	title: string;
	parties: string[];
	since: string | null;
	axes: string[];
	summary: string;
	note?: string;
}

export interface Plan {
	ambitions: { title: string; orientations: number[] }[];
	orientations: { number: number; title: string; expectedResults: string; vigilance: string }[];
	priorities: { id: string; number: number; title: string }[];
	actorCategories: { id: string; fr: string }[];
	actions: { id: string; title: string; priority: string; actorCategory: string; themes: string[] }[];
	meta: { source: string };
}

export interface Survey {
	title: string;
	purpose: string;
	respondents: number;
	questions: {
		question: string;
		results: { label: string; percent: number | null; qualifier?: string }[];
		note?: string;
		source: string;
	}[];
}

export interface Workshop {
	title: string;
	source: string;
	purpose: string;
	phases: { title: string; description: string }[];
	functions: { label: string }[];
	issues: { title: string; topics: string[]; results: string[] }[];
}

export interface Budget {
	label: string;
	period: { start: number; end: number };
	cumulativeAmountEUR: number | null;
	averageAnnualEUR: number | null;
	shares: { party: string; percent: number | null; note?: string }[];
	note?: string;
}

export interface Library extends Dataset {
	glossary: Notion[];
	partnerships: (Partnership & Dataset['partnerships'][number])[];
	plan: Plan;
	surveys: Survey[];
	workshops: Workshop[];
	budgets: Budget[];
}

/** `files/index.json` is what is being made: the library goes without it. */
export function readLibrary(): Library {
	return {
		...readDataset({ files: [] }),
		glossary: read('glossary.json'),
		partnerships: read('partnerships.json'),
		plan: read('plan.json'),
		surveys: read('surveys.json'),
		workshops: read('workshop.json'),
		budgets: read('budgets.json')
	};
}
