import * as m from '$lib/paraglide/messages';
import type { NetworkRole } from './stewardship';

type Word = (inputs: Record<string, never>, options?: { locale: 'fr' | 'en' }) => string;

export const networkRoleNames: Record<NetworkRole, Word> = {
	membre: m.network_role_membre,
	documentaliste: m.network_role_documentaliste,
	animateur: m.network_role_animateur,
	admin: m.network_role_admin
};

/** What one may do with it. */
export const networkRoleSentences: Record<NetworkRole, Word> = {
	membre: m.network_role_membre_means,
	documentaliste: m.network_role_documentaliste_means,
	animateur: m.network_role_animateur_means,
	admin: m.network_role_admin_means
};
