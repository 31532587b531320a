/** The words of reports, where a list needs them by their code. */
import * as m from '$lib/paraglide/messages';
import type { Decision, Ground, ReportedKind, ReportStatus } from './report';

export const kindNames: Record<ReportedKind, () => string> = {
	resource: m.report_kind_resource,
	organisation: m.report_kind_organisation,
	space: m.report_kind_space,
	post: m.report_kind_post,
	message: m.report_kind_message,
	document: m.report_kind_document,
	event: m.report_kind_event
};

export const groundNames: Record<Ground, typeof m.report_ground_illegal> = {
	illegal: m.report_ground_illegal,
	copyright: m.report_ground_copyright,
	privacy: m.report_ground_privacy,
	danger: m.report_ground_danger,
	hate: m.report_ground_hate,
	minors: m.report_ground_minors,
	error: m.report_ground_error,
	other: m.report_ground_other
};

export const statusNames: Record<ReportStatus, () => string> = {
	received: m.report_status_received,
	examined: m.report_status_examined,
	kept: m.report_status_kept,
	restricted: m.report_status_restricted,
	withdrawn: m.report_status_withdrawn
};

const decisionNames: Record<Decision, () => string> = {
	kept: m.report_decide_kept,
	restricted: m.report_decide_restricted,
	withdrawn: m.report_decide_withdrawn
};
/** What withdrawing makes of some contents, in words of their own. */
const withdrawnNames: Partial<Record<ReportedKind, () => string>> = {
	post: m.report_decide_withdrawn_spoken,
	message: m.report_decide_withdrawn_spoken,
	document: m.report_decide_withdrawn_document,
	space: m.report_decide_withdrawn_space
};
export const decisionName = (decision: Decision, kind: ReportedKind): string =>
	((decision === 'withdrawn' && withdrawnNames[kind]) || decisionNames[decision])();

/** The look of a state's label. */
export const statusTags: Record<ReportStatus, string> = {
	received: 'wait',
	examined: 'wait',
	kept: '',
	restricted: 'dec',
	withdrawn: 'dec'
};
