import * as m from '$lib/paraglide/messages';
import type { PlaceKind } from './place';
import type { ProtectionCode } from './protection';

export const protectionNames: Record<ProtectionCode, () => string> = {
	place: m.resource_sensitivity_place,
	people: m.resource_sensitivity_people,
	funders: m.resource_sensitivity_funders,
	no_index: m.resource_sensitivity_no_index
};

export const placeKindNames: Record<PlaceKind, () => string> = {
	region: m.territories_kind_region,
	departement: m.territories_kind_department,
	cercle: m.territories_kind_circle,
	intercommunalite: m.territories_kind_intercommunality,
	commune: m.territories_kind_municipality,
	'ville-partenaire': m.territories_kind_partner
};

export const territoryKindNames: Record<string, () => string> = { ...placeKindNames, pays: m.territories_country };
