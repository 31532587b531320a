import * as m from '$lib/paraglide/messages';
import { asService } from '$lib/platform/database.server';
import { queueMail } from '$lib/platform/mail.server';
import { runtime, type AuthMail } from '$lib/platform/runtime.server';

/**
 * The mail that signs in: a link to a page with one button (mail scanners open links), and a code
 * to type on another device. Text only: it must be readable on any phone.
 */
export async function mailSignIn(mail: AuthMail): Promise<void> {
	const link = `${runtime().configuration.origin}/connexion/lien?jeton=${encodeURIComponent(mail.tokenHash)}`;
	await asService((db) =>
		queueMail(db, {
			kind: 'sign-in',
			to: mail.to,
			subject: m.mail_signin_subject({ code: mail.code }),
			text: m.mail_signin_text({ code: mail.code, link })
		})
	);
}
