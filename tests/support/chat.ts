/** Somebody in a room: what they send, what they are answered, what they hear. */
import type { Socket } from 'socket.io-client';
import type { Message } from '../../src/lib/chat/chat';
import type { ChatAsks, ChatTells, SendAnswer, SinceAnswer } from '../../src/lib/chat/schema';
import type { ClientEvents, JoinAnswer, ServerEvents } from '../../src/lib/platform/realtime/rooms';
import type { Heard } from './live';

export interface Talker {
	socket: Socket<ServerEvents & ChatTells, ClientEvents & ChatAsks>;
	joined: JoinAnswer;
	heard: Message[];
	disconnects: () => number;
	send(id: string, body: string): Promise<SendAnswer>;
	sendTo(room: string, id: string, body: string): Promise<SendAnswer>;
	since(seq: number): Promise<SinceAnswer>;
}

export async function enterRoom(watcher: Heard, room: string): Promise<Talker> {
	const socket = watcher.socket as unknown as Talker['socket'];
	const heard: Message[] = [];
	socket.on('chat:message', (message) => heard.push(message));
	const sendTo = (where: string, id: string, body: string): Promise<SendAnswer> =>
		socket.timeout(20_000).emitWithAck('chat:send', { id, room: where, body });
	return {
		socket,
		joined: await watcher.join(room),
		heard,
		disconnects: () => watcher.disconnects,
		sendTo,
		send: (id, body) => sendTo(room, id, body),
		since: (seq) => socket.timeout(20_000).emitWithAck('chat:since', { room, seq })
	};
}
