import { zipSync, type Zippable } from 'fflate';

/** ZIP keeps local time: this instant is written the same under every time zone. */
const mtime = new Date(2026, 0, 1);

/** The same parts give the same bytes. `stored` comes first, not compressed: a reader finds the type at its place. */
export function zip(parts: Record<string, Uint8Array>, stored: Record<string, Uint8Array> = {}): Uint8Array {
	const plain: Zippable = {};
	for (const [name, bytes] of Object.entries(stored)) plain[name] = [bytes, { level: 0, mtime }];
	for (const [name, bytes] of Object.entries(parts)) plain[name] = [bytes, { level: 9, mtime }];
	return zipSync(plain, { mtime });
}
