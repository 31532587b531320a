/**
 * What the network says of the data that it keeps: shown on its page, and kept word for word with the
 * consent of who was told.
 */
import * as m from '$lib/paraglide/messages';
import type { Locale } from '$lib/platform/numbers';

/** Each kind of data: what, why, on which basis, how long, who sees it. */
export function keptData(locale: Locale) {
	const say = (message: (inputs: object, options: { locale: Locale }) => string) => message({}, { locale });
	return [
		{
			id: 'compte',
			title: say(m.perso_account_title),
			what: say(m.perso_account_what),
			why: say(m.perso_account_why),
			basis: say(m.perso_account_basis),
			life: say(m.perso_account_life),
			who: say(m.perso_account_who)
		},
		{
			id: 'profil',
			title: say(m.perso_profile_title),
			what: say(m.perso_profile_what),
			why: say(m.perso_profile_why),
			basis: say(m.perso_account_basis),
			life: say(m.perso_profile_life),
			who: say(m.perso_profile_who)
		},
		{
			id: 'contenus',
			title: say(m.perso_content_title),
			what: say(m.perso_content_what),
			why: say(m.perso_content_why),
			basis: say(m.perso_content_basis),
			life: say(m.perso_content_life),
			who: say(m.perso_content_who)
		},
		{
			id: 'journaux',
			title: say(m.perso_logs_title),
			what: say(m.perso_logs_what),
			why: say(m.perso_logs_why),
			basis: say(m.perso_logs_basis),
			life: say(m.perso_logs_life),
			who: say(m.perso_logs_who)
		}
	];
}

/** @param publisher who answers for the data. */
export function noticeText(publisher: string, locale: Locale): string {
	const inputs = { locale };
	const kept = keptData(locale).map(({ title, what, why, basis, life, who }) =>
		[title, what, why, basis, life, who].join('\n')
	);
	return [
		m.perso_controller({ publisher }, inputs),
		...kept,
		m.perso_shared_outside({}, inputs),
		m.perso_shared_public({}, inputs),
		m.perso_minors({}, inputs),
		m.perso_rights({}, inputs),
		m.perso_rights_stays({}, inputs),
		m.perso_rights_how({}, inputs)
	].join('\n\n');
}
