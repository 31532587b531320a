/**
 * A form post, parsed once at the door. A refusal gives back what was typed and, per field, one
 * sentence in the reader's language that says what to do.
 */
import type { z } from 'zod';
import * as m from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { Locale } from './numbers';

export interface FormProblems {
	/** What was typed, to fill the form again; files and passphrases are left out. */
	typed: Record<string, string | string[]>;
	/** Field → sentence. */
	problems: Record<string, string>;
}

export type ReadForm<T> =
	{ values: T; problems?: undefined; typed?: undefined } | (FormProblems & { values?: undefined });

/** Fields whose name ends with `[]` are lists; empty texts are absent. */
export function readForm<T>(data: FormData, schema: z.ZodType<T>, secret: readonly string[] = []): ReadForm<T> {
	const typed = textFields(data);
	const parsed = schema.safeParse(typed);
	if (parsed.success) return { values: parsed.data };
	for (const name of secret) delete typed[name];
	const problems: Record<string, string> = {};
	for (const issue of parsed.error.issues) problems[String(issue.path[0] ?? 'form')] ??= say(issue.message);
	return { typed, problems };
}

/** Schemas name their refusals by a key of `messages/`: words on screen live there only. */
export function say(key: string, locale: Locale = getLocale()): string {
	const message = (m as unknown as Record<string, typeof m.ui_problem_field | undefined>)[key] ?? m.ui_problem_field;
	return message({}, { locale });
}

export function textFields(data: FormData): Record<string, string | string[]> {
	const fields: Record<string, string | string[]> = {};
	for (const name of new Set(data.keys())) {
		const texts = data
			.getAll(name)
			.filter((value): value is string => typeof value === 'string')
			.map(cleanText);
		if (name.endsWith('[]')) fields[name.slice(0, -2)] = texts.filter((text) => text !== '');
		else if (texts[0]) fields[name] = texts[0];
	}
	return fields;
}

/**
 * Line ends as LF; no control characters nor invisible direction overrides, which lie about a text; no half of a
 * character, which PostgreSQL refuses.
 */
export function cleanText(text: string): string {
	return (
		text
			.replace(/\r\n?/g, '\n')
			// eslint-disable-next-line no-control-regex -- that is the point
			.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/g, '')
			.toWellFormed()
			.normalize('NFC')
			.trim()
	);
}
