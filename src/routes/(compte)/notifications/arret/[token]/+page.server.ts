import * as levels from '$lib/notifications/levels.server';
import { stopSchema } from '$lib/notifications/schema';
import { asService } from '$lib/platform/database.server';

/** A page with one button: mail scanners open links, and would stop mails that somebody wants. */
export const load = ({ url }) => ({ list: stopSchema.parse(url.searchParams.get('courriel')) });

export const actions = {
	/**
	 * From the button, or posted by a mail program (RFC 8058 §3.1): without session, answered without a redirection,
	 * and alike whether the address is known or not.
	 */
	default: async ({ params, url }) => {
		const list = stopSchema.parse(url.searchParams.get('courriel'));
		await asService((db) => levels.stop(db, params.token, list));
		return { stopped: true };
	}
};
