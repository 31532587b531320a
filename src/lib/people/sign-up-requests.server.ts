/**
 * A request to join: who one is and why, said by an account that proved its address. Those who run the
 * network accept it, or refuse it with their reason; the person exists once they come back and enter.
 */
import { sql } from 'kysely';
import * as m from '$lib/paraglide/messages';
import { asService, type Database } from '$lib/platform/database.server';
import { mailId, queueMail } from '$lib/platform/mail.server';
import { runtime } from '$lib/platform/runtime.server';
import type { JoinRequestValues } from './account';

type Answer = 'accepted' | 'refused';
export type RequestStatus = 'waiting' | Answer;

export interface SignUpRequest {
	id: string;
	name: string;
	message: string;
	address: string;
	status: RequestStatus;
	answer: string | null;
	/** Who answered, when they are still here. */
	answerer: string | null;
	createdAt: Date;
	answeredAt: Date | null;
}

const pageSize = 30;

/** One account asks once; the same form twice is one request. */
export async function ask(
	db: Database,
	accountId: string,
	values: JoinRequestValues,
	language: 'fr' | 'en'
): Promise<void> {
	await db
		.insertInto('sign_up_requests')
		.values({ id: values.id, account_id: accountId, name: values.name, message: values.message, language })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** @param before the last request of the page before. */
export async function list(
	db: Database,
	waiting: boolean,
	before: string | null
): Promise<{ requests: SignUpRequest[]; next: string | null }> {
	const { rows } = await sql<SignUpRequest>`
		select id, name, message, address, status, answer, answerer, created_at as "createdAt", answered_at as "answeredAt"
		from private.sign_up_requests(${waiting}, ${before}, ${pageSize + 1})`.execute(db);
	return { requests: rows.slice(0, pageSize), next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null };
}

/** @returns false when somebody answered first, or there is no such request. */
export async function answer(
	db: Database,
	id: string,
	given: { status: 'accepted' } | { status: 'refused'; answer: string }
): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('sign_up_requests')
		.set({ status: given.status, answer: given.status === 'refused' ? given.answer : null })
		.where('id', '=', id)
		.where('status', '=', 'waiting')
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

interface Payload {
	id: string;
	about: Answer;
}

/** The job `mail-sign-up`: what is answered is told to who asked. */
export async function mailSignUp({ id, about }: Payload): Promise<void> {
	await asService(async (db) => {
		const request = await db
			.selectFrom('sign_up_requests')
			.select(['name', 'answer'])
			.where('id', '=', id)
			.executeTakeFirst();
		if (!request) return;
		const network = await db.selectFrom('network').select('name').executeTakeFirstOrThrow();
		const { rows } = await sql<{ address: string; language: 'fr' | 'en' }>`
			select address, language from private.sign_up_readers(${id}) where asks`.execute(db);
		for (const reader of rows) {
			const facts = {
				network: network.name,
				name: request.name,
				answer: request.answer ?? '',
				origin: runtime().configuration.origin
			};
			await queueMail(db, {
				id: mailId(id, about, reader.address),
				kind: `sign-up-${about}`,
				to: reader.address,
				...wordsFor(about, facts, reader.language)
			});
		}
	});
}

type Facts = { network: string; name: string; answer: string; origin: string };

function wordsFor(about: Answer, facts: Facts, locale: 'fr' | 'en'): { subject: string; text: string } {
	const [subject, text] = {
		accepted: [m.mail_signup_accepted_subject, m.mail_signup_accepted_text] as const,
		refused: [m.mail_signup_refused_subject, m.mail_signup_refused_text] as const
	}[about];
	return { subject: subject(facts, { locale }), text: text(facts, { locale }) };
}
