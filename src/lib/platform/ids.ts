/** UUID v7 (RFC 9562 §5.7): in the order of time, made by the application or the form, never by the database. */
export function newId(
	now: number = Date.now(),
	random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))
): string {
	const hex =
		now.toString(16).padStart(12, '0') + [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	const version = `7${hex.slice(13, 16)}`;
	const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16) + hex.slice(18, 20);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}-${variant}-${hex.slice(20, 32)}`;
}

export function isId(text: string): boolean {
	return /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
}
