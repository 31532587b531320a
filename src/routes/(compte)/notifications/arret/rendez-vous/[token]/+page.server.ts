import * as invitations from '$lib/agenda/invitations.server';

/** A page with one button: mail scanners open links. */
export const actions = {
	/** From the button, or posted by a mail program (RFC 8058 §3.1): alike whether the link is known or not. */
	default: async ({ params }) => {
		await invitations.refuse(params.token);
		return { stopped: true };
	}
};
