import { getLocale } from '$lib/paraglide/runtime';
import * as spaces from '$lib/spaces/spaces.server';

export const load = async ({ locals }) => ({ listed: await locals.db((db) => spaces.list(db, getLocale())) });
