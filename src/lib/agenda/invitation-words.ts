/** The names of answers and outcomes on screen. */
import * as m from '$lib/paraglide/messages';
import type { Locale } from '$lib/platform/numbers';
import type { Answer, InvitingOutcome } from './invitation';

export const outcomeNames: Record<InvitingOutcome, () => string> = {
	invited: m.agenda_invite_outcome_invited,
	waiting: m.agenda_invite_outcome_waiting,
	limit: m.agenda_invite_outcome_limit,
	refused: m.agenda_invite_outcome_refused,
	unable: m.agenda_invite_outcome_unable
};

export const answerNames: Record<Answer | 'none', (inputs?: object, options?: { locale?: Locale }) => string> = {
	yes: m.agenda_answer_yes,
	maybe: m.agenda_answer_maybe,
	no: m.agenda_answer_no,
	none: m.agenda_answer_none
};
