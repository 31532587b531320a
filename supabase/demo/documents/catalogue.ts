/** Which records have a document to read, in which format, made of which sections. */
import type { Resource } from '../dataset.ts';
import { warning, type DemoDocument } from './document.ts';
import type { Library } from './library.ts';
import * as sections from './sections.ts';

export type Format = 'pdf' | 'docx' | 'odt';

export interface Made {
	resource: string;
	format: Format;
	/** Of a second document of the same record. */
	part?: string;
	/** As it is downloaded, without its ending. */
	name: string;
	label: string;
	sections: sections.Section[];
}

const { notice, organisations, words, landmarks, partnerships, relatedActions } = sections;
const label = 'Document de démonstration';
const experience = [notice, organisations, words];
const project = [notice, organisations, partnerships, landmarks, words];
const evaluation = [notice, organisations, relatedActions, words, landmarks];

export const documents: Made[] = [
	{
		resource: 'res-seed-plan-2013',
		format: 'pdf',
		name: 'Plan stratégique 2013 (démonstration)',
		label: 'Le plan : ambitions, orientations et actions (document de démonstration)',
		sections: [notice, sections.wholePlan, words, organisations]
	},
	{
		resource: 'res-seed-plan-2013',
		format: 'docx',
		part: 'questionnaires',
		name: 'Questionnaires du diagnostic 2012 (démonstration)',
		label: 'Les réponses aux deux questionnaires (document de démonstration)',
		sections: [notice, sections.surveys]
	},
	made('res-eval-2002', 'pdf', 'Évaluation 2002', evaluation),
	made('res-eval-2007', 'pdf', 'Évaluation 2007', evaluation),
	made('res-capitalisation-2008', 'pdf', 'Capitalisation 2008', [...evaluation, partnerships]),
	made('res-pcpa', 'docx', 'Évaluation de l’instrument PCPA', evaluation),
	made('res-programme-2007-2009', 'odt', 'Programme 2007-2009', [notice, partnerships, relatedActions, organisations]),
	made('res-programme-2010-2012', 'odt', 'Programme 2010-2012', project),
	made('res-bilan-2010', 'odt', 'Bilan 2010', [notice, relatedActions, words, landmarks]),
	made('res-projet-patrimoine', 'docx', 'Projet patrimoine', project),
	made('res-projet-commune-v', 'docx', 'Projet Commune V', project),
	made('res-livre-20-ans', 'pdf', 'Livret des vingt ans', project),
	made('res-cr-diaspora-2004', 'odt', 'Compte rendu 2004', [notice, organisations, words]),
	made('res-cr-plateforme-2011', 'odt', 'Compte rendu 2011', [notice, organisations, relatedActions]),
	made('res-fiche-koteba', 'pdf', 'Fiche Kotéba', experience),
	made('res-fiche-koteba', 'odt', 'Fiche Kotéba à modifier', [notice, organisations], 'modifiable'),
	made('res-cuf-jeunes', 'pdf', 'Les jeunes et l’international', [notice, organisations, words, relatedActions]),
	made('res-accord-afd', 'docx', 'Accord-cadre et financements', [notice, sections.budgets, organisations, words]),
	made('res-nantes-fascicule', 'pdf', 'Fascicule Nantes', [notice, organisations, words]),
	made('res-seed-eddn', 'pdf', 'Atelier du Futur EDDN', [notice, sections.workshop, organisations, words])
];

function made(resource: string, format: Format, name: string, parts: sections.Section[], part?: string): Made {
	return { resource, format, name: `${name} (démonstration)`, label, sections: parts, ...(part ? { part } : {}) };
}

export function pathOf({ resource, format, part }: Made): string {
	return `${resource}${part ? `-${part}` : ''}.${format}`;
}

export function write(made: Made, library: Library): DemoDocument {
	const resource = library.resources.find(({ id }) => id === made.resource);
	if (!resource) throw new Error(`There is no record ${made.resource}.`);
	return {
		title: resource.title,
		warning,
		facts: facts(resource, library),
		blocks: made.sections.flatMap((section) => section(resource, library))
	};
}

function facts({ date, territories, subjects, creator, publisher }: Resource, library: Library) {
	const names = (known: readonly { id: string; name: string }[], wanted: readonly (string | undefined)[]) =>
		known
			.filter(({ id }) => wanted.includes(id))
			.map(({ name }) => name)
			.join(' ; ');
	const themes = library.themes
		.filter(({ id }) => subjects.includes(id))
		.map(({ fr }) => fr)
		.join(' ; ');
	return [
		{ term: 'Date du document', text: date?.split('/').map(inFrench).join(' à ') ?? 'inconnue' },
		{ term: 'Auteur', text: names(library.organisations, [creator]) },
		{ term: 'Éditeur', text: names(library.organisations, [publisher]) },
		{ term: 'Lieux', text: names(library.territories, territories) },
		{ term: 'Thèmes', text: themes }
	].filter(({ text }) => text);
}

const months = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

/** `2012-05-10` → « 10 mai 2012 », `2012-05` → « mai 2012 ». Not by `Intl`, whose words change with Node. */
function inFrench(date: string): string {
	const [year, month, day] = date.split('-');
	return [day && (day === '01' ? '1er' : String(Number(day))), month && months[Number(month) - 1], year]
		.filter(Boolean)
		.join(' ');
}
