/** A mail server on a port of its own, which keeps what it receives. */
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Received extends ParsedMail {
	/** Bytes on the wire. */
	size: number;
}

export interface MailServer {
	url: string;
	received: Received[];
	/** It answers so from now on to what is sent; null: it takes it. */
	refuseWith(reason: string | null): void;
	close(): void;
}

export async function mailServer(): Promise<MailServer> {
	const received: Received[] = [];
	let refusal: string | null = null;
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData(stream, _session, done) {
			const pieces: Buffer[] = [];
			stream.on('data', (piece: Buffer) => pieces.push(piece));
			stream.on('end', () => {
				if (refusal) return done(new Error(refusal));
				const message = Buffer.concat(pieces);
				simpleParser(message).then((mail) => {
					received.push({ ...mail, size: message.length });
					done();
				}, done);
			});
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.server.address();
	return {
		url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
		received,
		refuseWith: (reason) => (refusal = reason),
		close: () => server.close()
	};
}
