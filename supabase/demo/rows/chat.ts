/** What was said in the rooms of the demonstration, moved to lie a few days before today. */
import { daysBefore } from '../calendar.ts';
import { idOf, type Dataset, type Table } from '../dataset.ts';

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

/** The beginning of its day, UTC: hours stay what they were. */
const day = (instant: string) => Math.floor(Date.parse(instant) / 86_400_000) * 86_400_000;
