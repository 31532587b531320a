import * as register from '$lib/people/register.server';

export const load = async ({ locals }) => ({ register: await locals.db(register.entries) });
