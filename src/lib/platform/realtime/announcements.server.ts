/**
 * What the database announces by NOTIFY, heard on one connection of this process that does nothing else.
 * When PostgreSQL goes away it comes back with it, and says that something may have been missed.
 */
import pg from 'pg';
import { runtime } from '../runtime.server.ts';

interface Announcements {
	/** What to do with the payload of each channel. */
	channels: Record<string, (payload: string) => void>;
	/** After each time that nobody listened. */
	missed: () => void;
}

/** Milliseconds. */
const firstPause = 200;
const longestPause = 5_000;
const pulse = 30_000;

export function listenTo({ channels, missed }: Announcements): void {
	const ours = runtime();
	let stopping = false;
	let current: pg.Client | undefined;

	const keepListening = async () => {
		let pause = firstPause;
		while (!stopping) {
			const client = new pg.Client({
				// It owns nothing and reads nothing: listening asks for no right.
				connectionString: ours.database.appUrl,
				application_name: 'palabre-relay',
				keepAlive: true,
				connectionTimeoutMillis: 5_000,
				query_timeout: 10_000
			});
			current = client;
			try {
				await listen(client, channels, () => {
					pause = firstPause;
					missed();
				});
			} catch (error) {
				if (!stopping) ours.log.warn({ error: String(error) }, 'The relay lost the database; it tries again');
			}
			// Not awaited: a connection that is half gone never ends.
			void client.end().catch(() => {});
			if (!stopping) await new Promise((resolve) => setTimeout(resolve, pause));
			pause = Math.min(pause * 2, longestPause);
		}
	};
	void keepListening();
	ours.atStop(async () => {
		stopping = true;
		await current?.end().catch(() => {});
	});
}

/** Settles when the connection is gone. */
async function listen(client: pg.Client, channels: Announcements['channels'], ready: () => void): Promise<void> {
	const gone = new Promise<void>((resolve, reject) => {
		client.once('end', resolve);
		client.once('error', reject);
	});
	// It may be gone before anybody waits for it.
	gone.catch(() => {});
	client.on('notification', ({ channel, payload }) => channels[channel]?.(payload ?? ''));
	await client.connect();
	// All at once: between two, a right that is taken away would be missed, and what is said afterwards heard.
	await client.query(
		Object.keys(channels)
			.map((channel) => `listen ${client.escapeIdentifier(channel)}`)
			.join('; ')
	);
	ready();
	// A network in between may forget a silent connection without telling either end.
	const heart = setInterval(() => {
		client.query('select 1').catch(() => void client.end().catch(() => {}));
	}, pulse);
	await gone.finally(() => clearInterval(heart));
}
