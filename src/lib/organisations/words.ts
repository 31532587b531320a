/** The states of a sheet that is not simply published. */
import * as m from '$lib/paraglide/messages';
import type { OrganisationStatus } from './organisation';

export const statusSentences: Partial<Record<OrganisationStatus, () => string>> = {
	draft: m.organisation_status_draft,
	proposed: m.organisation_status_proposed,
	archived: m.organisation_status_archived,
	withdrawn: m.organisation_status_withdrawn
};
