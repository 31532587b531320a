/** What was said in the rooms and conversations of the demonstration, moved to lie a few days before today. */
import { daysBefore } from '../calendar.ts';
import { idOf, type Conversation, type Dataset, type Table } from '../dataset.ts';

/** How many days ago each room talked last, from the one that talked last. */
const daysAgo = [1, 4, 9];

export function chatTables({ chat }: Dataset, now: Date): Table[] {
	const end = (room: (typeof chat)[number]) => room.messages.at(-1)?.createdAt ?? '';
	const rooms = chat.toSorted((one, other) => end(other).localeCompare(end(one)));
	return [
		{
			name: 'public.chat_messages',
			rows: rooms.flatMap((room, position) => {
				const moved = daysBefore(daysAgo[position] ?? 9, now).getTime() - day(end(room));
				// Their numbers are given in this order.
				return room.messages.map(({ id, author, body, createdAt }) => ({
					id: idOf('chat-message', id),
					room_id: idOf('space', room.space),
					author_id: idOf('person', author),
					body,
					created_at: new Date(Date.parse(createdAt) + moved).toISOString()
				}));
			})
		}
	];
}

/** Each talked last a day later than the next one, and who did not write its last message has not read it. */
export function conversationTables({ conversations }: Dataset, now: Date): Table[] {
	const rooms = conversations.map((room, position) => {
		const moved = daysBefore(position + 1, now).getTime() - day(room.messages.at(-1)?.createdAt ?? '');
		const at = (instant: string) => new Date(Date.parse(instant) + moved).toISOString();
		return { ...room, room: idOf('conversation', room.id), at };
	});
	return [
		{ name: 'public.chat_rooms', rows: rooms.map(({ room }) => ({ id: room })) },
		{
			name: 'private.opened_conversations',
			rows: rooms.map(({ room, members, messages: [first], at }) => ({
				room_id: room,
				opened_by: first && idOf('person', first.author),
				people: members.length,
				opened_at: first && at(first.createdAt)
			}))
		},
		{
			name: 'public.chat_members',
			rows: rooms.flatMap(({ room, members, messages: [first], at }) =>
				members.map((member) => ({
					room_id: room,
					person_id: idOf('person', member),
					since: first && at(first.createdAt)
				}))
			)
		},
		{
			name: 'public.chat_messages',
			rows: rooms.flatMap(({ room, id, messages, at }) =>
				messages.map(({ author, createdAt, body }, n) => ({
					id: idOf('chat-message', `${id}-${n + 1}`),
					room_id: room,
					author_id: idOf('person', author),
					body,
					created_at: at(createdAt)
				}))
			)
		},
		{ name: 'public.chat_readings', rows: rooms.flatMap(({ room, ...said }) => readings(room, said)) }
	];
}

const readings = (room: string, { members, messages }: Pick<Conversation, 'members' | 'messages'>) =>
	members
		.map((member) => ({
			room_id: room,
			person_id: idOf('person', member),
			seq: messages.at(-1)?.author === member ? messages.length : messages.length - 1
		}))
		.filter(({ seq }) => seq > 0);

/** The beginning of its day, UTC: hours stay what they were. */
const day = (instant: string) => Math.floor(Date.parse(instant) / 86_400_000) * 86_400_000;
