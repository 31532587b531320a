/**
 * The demonstration network as its files write it: facts of five public documents, plus what is
 * marked `demo` (README.md). Nothing is guessed here: what a file does not say stays unknown.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { newId } from '../../src/lib/platform/ids.ts';

export interface Territory {
	id: string;
	name: string;
	kind: string;
	country: string;
	insee?: string;
	lat: number;
	lon: number;
	parent?: string;
	coordPrecision: string;
	note?: string;
}

export interface Theme {
	id: string;
	fr: string;
	en: string;
	odd: number[];
	dac?: string;
	parent?: string;
}

export interface Organisation {
	id: string;
	name: string;
	acronym?: string;
	aliases?: { name: string; from: string | null; to: string | null }[];
	succeeds?: { id: string; date: string | null }[];
	kind: string;
	territory: string;
	parent?: string;
	themes: string[];
	countries: string[];
	summary: string;
	website?: string;
	note?: string;
	source: string;
}

export interface Space {
	id: string;
	name: string;
	kind: string;
	visibility: string;
	purpose: string;
	members: string[];
	themes: string[];
	note?: string;
	source?: string;
}

export interface Resource {
	id: string;
	title: string;
	kind: string;
	creator?: string;
	publisher?: string;
	/** EDTF: `2010`, `2010-10`, `2010-10-05`, `a/b`; null when the source does not say. */
	date: string | null;
	language: string;
	subjects: string[];
	territories: string[];
	rights: string;
	description: string;
	url?: string;
	extent?: string;
	partOf?: string;
	note?: string;
	source: string;
}

/** Written for the demonstration, to show who reads what. */
export interface ExtraResource {
	id: string;
	title: string;
	kind: string;
	status: 'draft' | 'proposed' | 'published';
	visibility: 'public' | 'reseau' | 'espace' | 'organisation' | 'prive';
	organisation?: string;
	space?: string;
	author: string;
	readers?: string[];
	/** Names of fictitious witnesses, masked with `people`. */
	people?: string[];
	sensitivity?: string[];
	licence: string;
	date: string | null;
	language: string;
	subjects: string[];
	territories: string[];
	audiences: string[];
	keywords: string[];
	extent?: string;
	summary: string;
	description: string;
	demo: true;
}

/** A room of a space, and what was said there. */
export interface ChatRoom {
	id: string;
	space: string;
	messages: { id: string; author: string; createdAt: string; body: string }[];
}

export interface Persona {
	id: string;
	displayName: string;
	email: string;
	organisation: string;
	networkRole: 'admin' | 'animateur' | 'documentaliste' | 'membre';
	organisationRole: 'referent' | 'contributeur';
	spaces: { id: string; role: string }[];
	territory: string;
	bio: string;
}

export interface Discussion {
	id: string;
	title: string;
	space: string;
	status: 'ouvert' | 'resolu';
	pinned: boolean;
	author: string;
	createdAt: string;
	posts: { id: string; author: string; createdAt: string; replyTo?: string; body: string }[];
}

/** Our codes for those of the files: kinds, exceptions by record, places to protect by default. */
export interface Kinds {
	resourceKinds: Record<string, string>;
	resources: Record<string, string>;
	organisationKinds: Record<string, string>;
	/** Where ours are finer than the data set's. */
	organisations: Record<string, string>;
	spaceKinds: Record<string, string>;
	territorySensitivity: Record<string, string[]>;
}

/** Made by `make-files.ts`. */
export interface FileNotice {
	resource: string;
	/** In `files/`. */
	path: string;
	/** As it is downloaded. */
	name: string;
	label: string;
	mediaType: string;
	size: number;
	sha256: string;
	/** Only a PDF knows its pages. */
	pages: number | null;
}

export interface Partnership {
	kind: string;
	/** Organisations and territories. */
	parties: string[];
	/** A year, when the source says it. */
	since: string | null;
}

/** A fact with its date, as precise as its source; or, marked `demo`, written around the festival. */
export interface DatedEvent {
	id: string;
	title: string;
	kind: string;
	start: string;
	end?: string;
	datePrecision: 'annee' | 'mois' | 'jour' | 'heure';
	timezone: string;
	territory: string;
	organisers: string[];
	audience: string[];
	summary: string;
	themes?: string[];
	/** The festival or the conference that it belongs to. */
	partOf?: string;
	note?: string;
	source?: string;
	demo?: boolean;
}

/** Direct messages, between roles. */
export interface Conversation {
	id: string;
	members: string[];
	messages: { author: string; createdAt: string; body: string }[];
}

export interface Dataset {
	territories: Territory[];
	themes: Theme[];
	organisations: Organisation[];
	spaces: Space[];
	resources: Resource[];
	extraResources: ExtraResource[];
	personas: Persona[];
	discussions: Discussion[];
	chat: ChatRoom[];
	conversations: Conversation[];
	kinds: Kinds;
	files: FileNotice[];
	events: DatedEvent[];
	partnerships: Partnership[];
}

/** One table, and rows that all have the same columns. */
export interface Table {
	name: string;
	rows: Record<string, unknown>[];
}

export function read<Content>(name: string): Content {
	return JSON.parse(fs.readFileSync(new URL(name, import.meta.url), 'utf8')) as Content;
}

export function readDataset({ files = read<FileNotice[]>('files/index.json') } = {}): Dataset {
	return {
		territories: read('territories.json'),
		themes: read('themes.json'),
		organisations: read('organisations.json'),
		partnerships: read('partnerships.json'),
		spaces: read('spaces.json'),
		resources: read('resources.json'),
		extraResources: read('extra-resources.json'),
		personas: read('personas.json'),
		discussions: read('discussions.json'),
		chat: read('chat.json'),
		conversations: read('conversations.json'),
		kinds: read('kinds.json'),
		files,
		events: read('events.json')
	};
}

export function fileBytes(file: FileNotice): Uint8Array<ArrayBuffer> {
	return new Uint8Array(fs.readFileSync(new URL(`files/${file.path}`, import.meta.url)));
}

/**
 * The id of a row, from its id in the files: the demonstration is the same on every machine, so that
 * an address written in a guide or a test stays true. Shaped like all our ids (UUID v7), with one
 * instant for all of them and SHA-256 in the place of chance.
 */
export function idOf(kind: string, id: string): string {
	return newId(Date.UTC(2026, 0, 1), new Uint8Array(digest(`palabre demonstration/${kind}/${id}`).subarray(0, 10)));
}

/** Between 0 and 1, the same for the same text: an order that looks like chance. */
export function fractionOf(text: string): number {
	return digest(text).readUInt32BE(0) / 2 ** 32;
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
