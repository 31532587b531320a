import { redirect } from '@sveltejs/kit';
import { orNotFound } from '$lib/platform/errors.server';
import { pathToThread } from '$lib/threads/thread';

/** A post, for who knows its number but not on which page it is. */
export const GET = ({ params }) => {
	const number = Number(params.number);
	orNotFound((Number.isSafeInteger(number) && number > 0) || null);
	redirect(303, pathToThread(params.slug, params.id, number));
};
