/** A text that people of a space write together. */

export const reaches = ['public', 'reseau', 'espace', 'named'] as const;
export type Reach = (typeof reaches)[number];

export const writers = ['espace', 'named'] as const;
export type Writers = (typeof writers)[number];

export const statuses = ['draft', 'in-review', 'adopted'] as const;
export type Status = (typeof statuses)[number];

/** What a text may begin with. */
export const templates = ['blank', 'minutes', 'experience'] as const;
export type Template = (typeof templates)[number];

export const limits = {
	title: { least: 3, most: 200 },
	/** Characters of the text with which a document begins. */
	beginning: 50_000,
	versionName: 120,
	/** Why a version is taken away. */
	reason: { least: 3, most: 600 },
	/** What a picture says to those who do not see it. */
	alternative: 300
};

/** Where the provider of the editor knocks, with the document's id as its name. */
export const collaborationPath = '/collaboration';

/** A document never goes beyond its space: what each kind of space can offer. */
export function reachesIn(visibility: 'public' | 'reseau' | 'espace'): Reach[] {
	return reaches.slice(reaches.indexOf(visibility));
}

export const pathToDocuments = (space: string) => `/espaces/${space}/documents`;
export const pathToVersions = (space: string, id: string) => `${pathToDocument(space, id)}/versions`;
export const pathToDocument = (space: string, id: string) => `${pathToDocuments(space)}/${id}`;
