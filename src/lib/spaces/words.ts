import * as m from '$lib/paraglide/messages';
import type { SpaceVisibility } from './spaces.server';

export const spaceVisibilityNames: Record<SpaceVisibility, () => string> = {
	public: m.space_visibility_public,
	reseau: m.space_visibility_reseau,
	espace: m.space_visibility_espace
};

export const spaceRoleNames = {
	animateur: m.space_role_animateur,
	decideur: m.space_role_decideur,
	technique: m.space_role_technique,
	membre: m.space_role_membre,
	observateur: m.space_role_observateur
};
