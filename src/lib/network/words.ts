import * as m from '$lib/paraglide/messages';
import type { ProtectionCode } from './protection';

export const protectionNames: Record<ProtectionCode, () => string> = {
	place: m.resource_sensitivity_place,
	people: m.resource_sensitivity_people,
	funders: m.resource_sensitivity_funders,
	no_index: m.resource_sensitivity_no_index
};
