/**
 * The three pages from which one invites (the network's, an organisation's, a space's) are one page: what
 * changes is the body, which says who may.
 */
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { Database } from '$lib/platform/database.server';
import { readForm } from '$lib/platform/forms.server';
import { isId, newId } from '$lib/platform/ids';
import { invitationStates, type Body, type ListedState } from './invitation';
import * as invitations from './invitations.server';
import { inviteMany, inviteOne, type Reported } from './inviting.server';
import { manySchema, oneSchema } from './schema';
import { decode, readSheet, type Sheet } from './spreadsheet';
import { outcomeNames } from './words';

/** Runs in one transaction that first says whether the viewer may invite there; 404 for anybody else. */
export type InBody = <T>(event: RequestEvent, work: (db: Database, body: Body) => Promise<T>) => Promise<T>;

const fileLimit = 200_000;

export function pageOf(inBody: InBody) {
	return (event: RequestEvent) => {
		const { searchParams } = event.url;
		const before = searchParams.get('avant') ?? '';
		const asked = searchParams.get('etat') as ListedState;
		const state = invitationStates.includes(asked) ? asked : 'waiting';
		const cursor = isId(before) ? before : null;
		return inBody(event, async (db, body) => ({
			body,
			...(await invitations.list(db, { body, state, before: cursor }, new Date())),
			state,
			first: cursor === null,
			id: newId(),
			language: getLocale(),
			done: searchParams.get('fait')
		}));
	};
}

export function actionsOf(inBody: InBody) {
	return {
		one: async (event: RequestEvent) => {
			const form = readForm(await event.request.formData(), oneSchema);
			if (!form.values) return fail(422, { ...form, about: 'one' as const });
			const { values } = form;
			const refused = (problems: Record<string, string>) =>
				fail(422, { about: 'one' as const, typed: { ...values }, problems });
			const answer = await inBody(event, (db, body) => inviteOne(db, body, values));
			if ('problems' in answer) return refused(answer.problems);
			if (answer.outcome !== 'invited') return refused({ email: outcomeNames[answer.outcome]() });
			redirect(303, `${event.url.pathname}?fait=invitee`);
		},
		many: async (event: RequestEvent) => {
			const data = await event.request.formData();
			const form = readForm(data, manySchema);
			if (!form.values) return fail(422, { ...form, about: 'many' as const });
			const { values } = form;
			const refused = (problem: string) =>
				fail(422, { about: 'many' as const, typed: { ...values }, problems: { lines: problem } });
			const sheet = await sheetOf(data, values.lines);
			if (!sheet.lines) return refused(sheetProblems[sheet.problem]());
			const report: Reported[] = await inBody(event, (db, body) => inviteMany(db, body, sheet.lines, values));
			return { about: 'many' as const, typed: { language: values.language }, problems: {}, report };
		},
		revoke: (event: RequestEvent) => onOne(event, inBody, invitations.revoke),
		resend: (event: RequestEvent) => onOne(event, inBody, invitations.resend)
	};
}

/** The file before what is pasted, when both are given. */
async function sheetOf(data: FormData, pasted: string | undefined): Promise<Sheet> {
	const file = data.get('file');
	if (file instanceof File && file.size > 0)
		return file.size > fileLimit
			? { problem: 'too-many' }
			: readSheet(decode(new Uint8Array(await file.arrayBuffer())));
	return readSheet(pasted ?? '');
}

const sheetProblems = {
	empty: m.invitation_problem_empty,
	unreadable: m.invitation_problem_unreadable,
	'too-many': m.invitation_problem_many
};

async function onOne(
	event: RequestEvent,
	inBody: InBody,
	act: (db: Database, id: string) => Promise<invitations.Revocation | invitations.Resending>
): Promise<never> {
	const id = String((await event.request.formData()).get('invitation') ?? '');
	const outcome = await inBody(event, (db) => (isId(id) ? act(db, id) : Promise.resolve('absent' as const)));
	redirect(303, `${event.url.pathname}?fait=${outcome}`);
}
