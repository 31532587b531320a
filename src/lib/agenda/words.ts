/** The names of states on screen. A map, not a computed key: what a page does not say is not sent to it. */
import * as m from '$lib/paraglide/messages';
import { shortDay } from '$lib/platform/dates';
import type { Locale } from '$lib/platform/numbers';
import type { Accessibility, Attendance, Entry, Sensitivity, Situation, Status, Visibility } from './event';
import type { RegistrationMode } from './registration';
import { typedRule, type Repeat } from './recurrence';

export const visibilityNames: Record<Visibility, () => string> = {
	public: m.agenda_visibility_public,
	reseau: m.agenda_visibility_reseau,
	espace: m.agenda_visibility_espace,
	organisation: m.agenda_visibility_organisation
};

export const statusNames: Record<Status, () => string> = {
	draft: m.resource_status_draft,
	proposed: m.agenda_status_proposed,
	'to-correct': m.resource_status_to_correct,
	published: m.agenda_status_published,
	withdrawn: m.agenda_status_withdrawn
};

export const situationNames: Record<Situation, () => string> = {
	scheduled: m.agenda_situation_scheduled,
	'moved-online': m.agenda_situation_moved_online,
	postponed: m.agenda_situation_postponed,
	cancelled: m.agenda_situation_cancelled,
	full: m.agenda_situation_full
};

export const attendanceNames: Record<Attendance, () => string> = {
	'on-site': m.agenda_attendance_on_site,
	online: m.agenda_attendance_online,
	both: m.agenda_attendance_both
};

export const entryNames: Record<Entry, () => string> = { free: m.agenda_entry_free, paid: m.agenda_entry_paid };

export const registrationModeNames: Record<RegistrationMode, () => string> = {
	none: m.registration_mode_none,
	open: m.registration_mode_open,
	closed: m.registration_mode_closed
};

export const sensitivityNames: Record<Sensitivity, () => string> = {
	place: m.resource_sensitivity_place,
	people: m.agenda_sensitivity_people,
	funders: m.resource_sensitivity_funders,
	no_index: m.agenda_sensitivity_no_index
};

export const accessibilityNames: Record<Accessibility, () => string> = {
	'step-free': m.agenda_access_step_free,
	lift: m.agenda_access_lift,
	toilets: m.agenda_access_toilets,
	parking: m.agenda_access_parking,
	'hearing-loop': m.agenda_access_hearing_loop,
	'sign-language': m.agenda_access_sign_language,
	captions: m.agenda_access_captions
};

export const repeatNames: Record<Repeat, () => string> = {
	daily: m.agenda_repeat_daily,
	weekly: m.agenda_repeat_weekly,
	biweekly: m.agenda_repeat_biweekly,
	'monthly-day': m.agenda_repeat_monthly_day,
	'monthly-weekday': m.agenda_repeat_monthly_weekday,
	yearly: m.agenda_repeat_yearly
};

/** « Chaque semaine, le même jour, jusqu’au 31 décembre 2026 ». */
export function recurrenceWords(rule: string, first: string, locale: Locale): string {
	const typed = typedRule(rule, first.slice(0, 10));
	if (!typed) return rule;
	const rhythm = repeatNames[typed.repeat]();
	if (typed.until) return m.agenda_repeats_until({ rhythm, day: shortDay(typed.until, { locale }) });
	return typed.count ? m.agenda_repeats_times({ rhythm, count: typed.count }) : rhythm;
}

/** Verbs of the journal, as its reader says them. */
export const verbNames: Record<string, () => string> = {
	proposed: m.agenda_verb_proposed,
	'to-correct': m.agenda_verb_to_correct,
	published: m.agenda_verb_published,
	revised: m.agenda_verb_revised,
	withdrawn: m.agenda_verb_withdrawn,
	draft: m.agenda_verb_draft,
	invited: m.agenda_verb_invited,
	scheduled: m.agenda_verb_scheduled,
	'moved-online': m.agenda_verb_moved_online,
	postponed: m.agenda_verb_postponed,
	cancelled: m.agenda_verb_cancelled,
	full: m.agenda_verb_full
};

/** What the fields of an event are called, in its form and where a conflict names them. */
export const fieldNames: Record<string, () => string> = {
	title: m.resource_field_title,
	kind: m.agenda_field_kind,
	summary: m.resource_field_summary,
	description: m.resource_field_description,
	language: m.resource_language,
	about: m.agenda_field_about,
	repeat: m.agenda_field_repeat,
	repeatUntil: m.agenda_repeat_until,
	repeatCount: m.agenda_repeat_count,
	except: m.agenda_field_except,
	timeZone: m.agenda_field_zone,
	attendance: m.agenda_field_attendance,
	placeName: m.agenda_field_place,
	address: m.agenda_field_address,
	territory: m.agenda_field_territory,
	access: m.agenda_field_access,
	accessibility: m.agenda_field_accessibility,
	onlineLink: m.agenda_field_link,
	entry: m.agenda_field_entry,
	price: m.agenda_field_price,
	registration: m.registration_field_mode,
	capacity: m.registration_field_capacity,
	organisers: m.agenda_field_organisers,
	visibility: m.agenda_field_visibility,
	campaign: m.campaign_title,
	themes: m.resource_themes,
	audiences: m.agenda_field_audiences,
	sensitivity: m.resource_field_sensitivity
};

/** « Date 2 » for the numbered ones. */
export function fieldName(name: string): string {
	const [, kind, number] = /^(date|start|endDate|end)(\d+)$/.exec(name) ?? [];
	if (!kind) return fieldNames[name]?.() ?? name;
	const label = {
		date: m.agenda_field_date,
		start: m.agenda_field_start,
		endDate: m.agenda_field_end_date,
		end: m.agenda_field_end
	}[kind as 'date'];
	return `${label()} (${number})`;
}
