/** The page of a room, and its forms, wherever the room is: of a space, or a conversation. */
import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Database } from '$lib/platform/database.server';
import { orNotFound, orRefuse } from '$lib/platform/errors.server';
import { bring, idOfContent } from '$lib/files/files.server';
import { problemSentence } from '$lib/files/problems.server';
import * as m from '$lib/paraglide/messages';
import { readForm, textFields } from '$lib/platform/forms.server';
import { runtime } from '$lib/platform/runtime.server';
import { newId } from '$lib/platform/ids';
import { allow } from '$lib/platform/limits.server';
import { limits, pathToMessage, type Message } from './chat';
import { firstUnread } from './conversation';
import * as messages from './messages.server';
import { keepReading } from './readings.server';
import { changeSchema, messageSchema, whichSchema, wordSchema } from './schema';

/** What was said, and until where the viewer has read now. Null: it is no room of theirs. */
export async function opened(db: Database, room: string, viewer: string, url: URL) {
	const page = await messages.page(db, room, messages.cursorOf(url));
	if (!page) return null;
	const last = page.messages.at(-1)?.seq ?? 0;
	if (page.newest && last > (page.read ?? 0)) await keepReading(db, { room, seq: last });
	const asked = async (name: string) => {
		const seq = Number(url.searchParams.get(name));
		if (!Number.isInteger(seq) || seq < 1) return null;
		const found = page.messages.find((message) => message.seq === seq) ?? (await messages.numbered(db, room, seq));
		return found?.body ? found : null;
	};
	return {
		...page,
		newFrom: firstUnread(page.messages, page.read, viewer),
		reply: await asked('repondre'),
		edit: await asked('modifier'),
		id: newId()
	};
}

/** Files that come with a form: sent twice they are the same, and they are there before the message is. */
async function bringFiles({ db, claims }: App.Locals, data: FormData) {
	const sent = data.getAll('files').filter((file): file is File => file instanceof File && file.size > 0);
	const ids: string[] = [];
	const { uploadLimit } = runtime().configuration;
	const refuse = (problem: string) => ({ refusal: { typed: textFields(data), problems: { files: problem } } });
	if (sent.length > limits.files) return refuse(m.chat_problem_files());
	for (const file of sent) {
		if (!claims || !(await allow('upload', claims.sub))) error(claims ? 429 : 403, claims ? 'too-many' : 'refused');
		const bytes = new Uint8Array(await file.arrayBuffer());
		const brought = await bring(db, idOfContent(String(data.get('id')), bytes), file.name, bytes, uploadLimit);
		if ('problem' in brought) return refuse(problemSentence(brought.problem));
		ids.push(brought.id);
	}
	return { files: ids };
}

interface Where {
	/** The id of the room that this address is of, for the viewer. */
	roomOf: (db: Database, params: Record<string, string>) => Promise<string | null>;
	addressOf: (params: Record<string, string>) => string;
}

/** What is said and done without script. */
export function formsOf({ roomOf, addressOf }: Where) {
	async function act<T>(
		{ request, locals, params }: RequestEvent,
		schema: z.ZodType<T>,
		work: (db: Database, values: T & { room: string }) => Promise<Message | null>,
		data?: FormData
	) {
		if (!locals.claims) error(403, 'refused');
		const form = readForm(data ?? (await request.formData()), schema);
		if (!form.values) return { refusal: form };
		const { values } = form;
		if (!(await allow('chat', locals.claims.sub))) error(429, 'too-many');
		const done = locals.db(async (db) => {
			const room = orNotFound(await roomOf(db, params as Record<string, string>));
			return work(db, { ...values, room });
		});
		return { done: await orRefuse(done) };
	}
	const address = ({ params }: RequestEvent) => addressOf(params as Record<string, string>);
	const backTo = (event: RequestEvent, message: Message | null | undefined): never => {
		if (!message) error(403, 'refused');
		redirect(303, pathToMessage(address(event), message.seq));
	};
	return {
		send: async (event: RequestEvent) => {
			const data = await event.request.formData();
			const brought = await bringFiles(event.locals, data);
			if ('refusal' in brought) return fail(422, { ...brought.refusal, editing: false });
			const said = await act(
				event,
				messageSchema,
				(db, values) => messages.send(db, { ...values, files: brought.files }),
				data
			);
			if (said.refusal) return fail(422, { ...said.refusal, editing: false });
			if (!said.done) error(409, 'conflict');
			redirect(303, `${address(event)}#fin`);
		},
		edit: async (event: RequestEvent) => {
			const edited = await act(event, changeSchema, messages.edit);
			if (edited.refusal) return fail(422, { ...edited.refusal, editing: true });
			return backTo(event, edited.done);
		},
		withdraw: async (event: RequestEvent) => backTo(event, (await act(event, whichSchema, messages.withdraw)).done),
		react: async (event: RequestEvent) => backTo(event, (await act(event, wordSchema, messages.react)).done)
	};
}
