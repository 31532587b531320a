/** The role that a spreadsheet or a form names, in French or in English, by its word or its code. */
import type { NetworkRole } from '$lib/people/stewardship';
import type { Body, InvitedSpaceRole, OrganisationRole } from './invitation';

const plain = (text: string) =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.trim();

const organisationWords: Record<string, OrganisationRole> = {
	contributeur: 'contributeur',
	contributrice: 'contributeur',
	contribution: 'contributeur',
	contributor: 'contributeur',
	referent: 'referent',
	referente: 'referent'
};

const networkWords: Record<string, NetworkRole> = {
	membre: 'membre',
	member: 'membre',
	animateur: 'animateur',
	animatrice: 'animateur',
	animation: 'animateur',
	facilitator: 'animateur',
	documentaliste: 'documentaliste',
	documentalist: 'documentaliste',
	admin: 'admin',
	administrateur: 'admin',
	administratrice: 'admin',
	administration: 'admin'
};

const spaceWords: Record<string, InvitedSpaceRole> = {
	membre: 'membre',
	member: 'membre',
	animateur: 'animateur',
	animatrice: 'animateur',
	animation: 'animateur',
	facilitator: 'animateur',
	decideur: 'decideur',
	decideuse: 'decideur',
	'voix deliberative': 'decideur',
	technique: 'technique',
	'niveau technique': 'technique',
	observateur: 'observateur',
	observatrice: 'observateur',
	observation: 'observateur',
	observer: 'observateur'
};

export interface Roles {
	networkRole: NetworkRole;
	organisationRole?: OrganisationRole;
	spaceRole?: InvitedSpaceRole;
}

/** Undefined: there is no such role there. Without a word, the smallest one. */
export function rolesFor(kind: Body['kind'], word: string | undefined): Roles | undefined {
	const said = word && plain(word);
	if (kind === 'organisation') {
		const organisationRole = said ? organisationWords[said] : 'contributeur';
		return organisationRole && { networkRole: 'membre', organisationRole };
	}
	if (kind === 'space') {
		const spaceRole = said ? spaceWords[said] : 'membre';
		return spaceRole && { networkRole: 'membre', spaceRole };
	}
	const networkRole = said ? networkWords[said] : 'membre';
	return networkRole && { networkRole };
}
