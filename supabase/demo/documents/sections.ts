/** The sections of the documents: each one is some of the data, told for one record. */
import type { Resource } from '../dataset.ts';
import { heading, list, paragraph, type Block } from './document.ts';
import type { Library } from './library.ts';

export type Section = (resource: Resource, library: Library) => Block[];

const share = (some: readonly string[] = [], others: readonly string[] = []) =>
	some.some((one) => others.includes(one));
/** A heading, unless there is nothing to put under it. */
const under = (title: string, items: { term?: string; text: string }[]): Block[] =>
	items.length ? [heading(title), list(items)] : [];

export const notice: Section = ({ description, note, source }) => [
	heading('Ce que dit la notice'),
	paragraph(description),
	...(note ? [paragraph(`Remarque : ${note}`)] : []),
	paragraph(`Repère dans la source : ${source}.`)
];

/** Who made it, then bodies of the same places that work on the same themes. */
export const organisations: Section = ({ creator, publisher, territories, subjects }, library) => {
	const makers = library.organisations.filter(({ id }) => id === creator || id === publisher);
	const around = library.organisations.filter(
		(one) => !makers.includes(one) && territories.includes(one.territory) && share(one.themes, subjects)
	);
	return under(
		'Les organisations concernées',
		[...makers, ...around].slice(0, 9).map(({ name, summary }) => ({ term: name, text: summary }))
	);
};

/** Words that people understand in different ways, each way with who says so. */
export const words: Section = ({ subjects }, { glossary }) =>
	under(
		'Des mots à partager',
		glossary
			.filter(({ themes }) => share(themes, subjects))
			.slice(0, 7)
			.flatMap(({ term, definitions = [] }) =>
				definitions.map(({ actorCategory, text }) => ({ term: `${term}, selon ${actorCategory}`, text }))
			)
	);

export const landmarks: Section = ({ territories, subjects }, { events }) =>
	under(
		'Repères dans le temps',
		events
			.filter(({ demo, territory, themes }) => !demo && (territories.includes(territory) || share(themes, subjects)))
			.slice(0, 12)
			.map(({ start, title, summary }) => ({ term: `${start} – ${title}`, text: summary }))
	);

export const partnerships: Section = ({ territories, creator, publisher }, library) => {
	const here = library.organisations.filter(({ territory }) => territories.includes(territory)).map(({ id }) => id);
	const concerned = library.partnerships
		.map((one) => ({
			one,
			weight: one.parties.filter((party) => [...here, creator, publisher].includes(party)).length
		}))
		.filter(({ weight }) => weight > 1)
		.sort((first, second) => second.weight - first.weight);
	return under(
		'Les partenariats',
		concerned.slice(0, 6).map(({ one }) => ({
			term: `${one.title} (${one.since ? `depuis ${one.since}` : 'date de départ inconnue'})`,
			text: [one.summary, one.note].filter(Boolean).join(' ')
		}))
	);
};

/** Actions of the 2013 plan on the themes of the record. */
export const relatedActions: Section = ({ subjects }, { plan }) =>
	under(
		'Actions du plan de 2013 sur les mêmes thèmes',
		plan.actions
			.filter(({ themes }) => share(themes, subjects))
			.slice(0, 12)
			.map(({ title }) => ({ text: title }))
	);

export const wholePlan: Section = (_, { plan }) => {
	const actorOf = (category: string) => plan.actorCategories.find(({ id }) => id === category)?.fr ?? category;
	const actionsOf = (priority: string) =>
		plan.actions
			.filter((action) => action.priority === priority)
			.map(({ title, actorCategory }) => ({ term: actorOf(actorCategory), text: title }));
	return [
		...under(
			'Quatre ambitions',
			plan.ambitions.map(({ title, orientations }) => ({ text: `${title} (orientations ${orientations.join(', ')}).` }))
		),
		heading('Sept orientations'),
		...plan.orientations.flatMap(({ number, title, expectedResults, vigilance }) => [
			paragraph(`Orientation ${number}. ${title}.`),
			list([
				{ term: 'Résultats attendus', text: expectedResults },
				{ term: 'Points de vigilance', text: vigilance }
			])
		]),
		...under('Actions transversales', actionsOf('transversal')),
		...plan.priorities.flatMap(({ id, number, title }) => under(`Priorité ${number}. ${title}`, actionsOf(id)))
	];
};

export const surveys: Section = (_, library) =>
	library.surveys.flatMap(({ title, purpose, respondents, questions }) => [
		heading(title),
		paragraph(
			`${purpose} ${respondents} réponses. Le libellé des questions est reconstitué à partir des résultats publiés.`
		),
		list(
			questions.map(({ question, results, note }) => ({
				term: question,
				text: [results.map(answer).join(' ; ') + '.', note].filter(Boolean).join(' ')
			}))
		)
	]);

function answer({
	label,
	percent,
	qualifier
}: Library['surveys'][number]['questions'][number]['results'][number]): string {
	const share = percent === null ? (qualifier ?? 'non publié') : `${String(percent).replace('.', ',')} %`;
	return `${label} : ${share}`;
}

export const workshop: Section = (_, { workshops }) =>
	workshops.flatMap(({ title, purpose, phases, functions, issues }) => [
		heading(title),
		paragraph(purpose),
		list(phases.map((phase) => ({ term: phase.title, text: phase.description }))),
		paragraph(`Fonctions à organiser : ${functions.map(({ label }) => label.toLowerCase()).join(', ')}.`),
		...issues.flatMap((issue) => [
			heading(issue.title),
			paragraph(`Sujets abordés : ${issue.topics.join(', ')}.`),
			list(issue.results.map((text) => ({ text })))
		])
	]);

export const budgets: Section = (_, library) => {
	const nameOf = (party: string) => library.organisations.find(({ id }) => id === party)?.name ?? 'Autres cofinanceurs';
	return under(
		'Les financements, d’après le diagnostic',
		library.budgets.map(({ label, period, cumulativeAmountEUR, averageAnnualEUR, shares, note }) => ({
			term: `${label} (${period.start}-${period.end})`,
			text: [
				cumulativeAmountEUR === null ? '' : `Cumul : ${euros(cumulativeAmountEUR)}.`,
				averageAnnualEUR === null ? '' : `Moyenne annuelle : ${euros(averageAnnualEUR)}.`,
				...shares.map(
					({ party, percent, note: detail }) =>
						`${nameOf(party)} : ${percent === null ? 'part non publiée' : `${percent} %`}${detail ? ` (${detail})` : ''}.`
				),
				note ?? ''
			]
				.filter(Boolean)
				.join(' ')
		}))
	);
};

function euros(amount: number): string {
	return `${String(amount).replace(/\B(?=(\d{3})+$)/g, '\u00a0')}\u00a0€`;
}
