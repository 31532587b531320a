import { redirect } from '@sveltejs/kit';

/** Pages for people of the network; others are asked to sign in, and come back here. */
export const load = async ({ parent, url }) => {
	const { viewer } = await parent();
	if (!viewer) redirect(303, `/connexion?retour=${encodeURIComponent(url.pathname + url.search)}`);
	return { viewer };
};
