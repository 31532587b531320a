/**
 * A member who publishes over plain HTTP, as a form without script does: what the server did not
 * acknowledge is posted again, the same, under the same id.
 */
import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { PDFDocument } from 'pdf-lib';
import { newId } from '../../src/lib/platform/ids.ts';
import { demoPassword } from '../../supabase/demo/rows/people.ts';

export interface Post {
	id: string;
	title: string;
	/** Only in the title. */
	word: string;
	/** Only in the text of the file: found once a job has read it. */
	fileWord: string;
	file: { name: string; type: string; bytes: Uint8Array; sha256: string };
	/** Its address, once the server answered. */
	slug?: string;
	/** How often it was posted. */
	tries: number;
}

/** A word that no text has, of letters only, so that no stemmer shortens it. */
const uniqueWord = (prefix: string, n: number) =>
	`${prefix}${[...n.toString(26).padStart(4, '0')].map((digit) => 'bcdfghjklmnpqrtvwxzaeiouys'[Number.parseInt(digit, 26)]).join('')}x`;

export async function newPost(n: number): Promise<Post> {
	const word = uniqueWord('titro', n);
	const fileWord = uniqueWord('fiko', n);
	const sentence = `Compte rendu ${fileWord} de la commission de jumelage`;
	const [extension, type, bytes] =
		n % 2
			? (['pdf', 'application/pdf', await pdf(sentence)] as const)
			: (['odt', 'application/vnd.oasis.opendocument.text', odt(sentence)] as const);
	return {
		id: newId(),
		title: `Compte rendu ${word}`,
		word,
		fileWord,
		file: { name: `${fileWord}.${extension}`, type, bytes, sha256: createHash('sha256').update(bytes).digest('hex') },
		tries: 0
	};
}

async function pdf(sentence: string): Promise<Uint8Array> {
	const document = await PDFDocument.create();
	document.addPage().drawText(sentence, { x: 50, y: 700, size: 14 });
	return document.save();
}

function odt(sentence: string): Uint8Array {
	const office =
		'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"';
	const type = 'application/vnd.oasis.opendocument.text';
	const manifest = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';
	return zipSync({
		mimetype: [strToU8(type), { level: 0 }],
		'META-INF/manifest.xml': strToU8(
			`<?xml version="1.0"?><m:manifest xmlns:m="${manifest}"><m:file-entry m:full-path="/" m:media-type="${type}"/></m:manifest>`
		),
		'content.xml': strToU8(
			`<?xml version="1.0"?><office:document-content ${office}><office:body><office:text><text:p>${sentence}</text:p></office:text></office:body></office:document-content>`
		)
	});
}

export class Member {
	readonly #origin: string;
	readonly #address: string;
	readonly #organisation: string;
	readonly #cookies = new Map<string, string>();
	/** How often the session was over: the answer that renewed it never arrived. */
	signedOut = 0;

	constructor(origin: string, address: string, organisation: string) {
		this.#origin = origin;
		this.#address = address;
		this.#organisation = organisation;
	}

	/** @throws when their own passphrase was refused, or cost them their tries: no outage may say that. */
	async signIn(): Promise<void> {
		const body = new URLSearchParams({ email: this.#address, password: demoPassword });
		const answer = await this.#send('/connexion?/password', { method: 'POST', body });
		if (this.signedIn) return;
		if (answer.status < 500) throw new Error(`${this.#address} was refused: ${answer.status}`);
	}

	get signedIn(): boolean {
		return this.#cookies.size > 0;
	}

	/** @returns the address given by the server, or null when it acknowledged nothing. @throws when it refused. */
	async publish(post: Post, parts: { kind: string; theme: string; licence: string }): Promise<string | null> {
		const form = new FormData();
		const fields = {
			id: post.id,
			intent: 'publish',
			title: post.title,
			organisation: this.#organisation,
			visibility: 'public',
			...parts
		};
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		form.set('summary', 'Un compte rendu déposé pendant une coupure de courant.');
		form.set('upload', new Blob([Buffer.from(post.file.bytes)], { type: post.file.type }), post.file.name);
		post.tries += 1;
		const answer = await this.#send('/ressources/nouvelle', { method: 'POST', body: form }).catch(() => null);
		if (!answer || answer.status >= 500) return null;
		const location = answer.headers.get('location') ?? '';
		const slug = /^\/ressources\/([^/?]+)\?fait=published$/.exec(location)?.[1];
		if (answer.status === 303 && slug) return slug;
		if (answer.status === 429) throw new TooMany();
		if (answer.status === 303 && location.startsWith('/connexion')) {
			this.#cookies.clear();
			this.signedOut += 1;
			return null;
		}
		throw new Error(`publishing was refused: ${answer.status} ${location} ${(await answer.text()).slice(0, 400)}`);
	}

	async #send(address: string, init: RequestInit): Promise<Response> {
		const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const answer = await fetch(this.#origin + address, {
			...init,
			redirect: 'manual',
			headers: { origin: this.#origin, accept: 'text/html', cookie },
			signal: AbortSignal.timeout(30_000)
		});
		for (const line of answer.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (!name?.startsWith('palabre-session')) continue;
			if (value) this.#cookies.set(name, value);
			else this.#cookies.delete(name);
		}
		return answer;
	}
}

/** The limit on writing: somebody else goes on. */
export class TooMany extends Error {}
