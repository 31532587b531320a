/**
 * The address of a title: ASCII, at most 80 characters, never empty (`model.md` § Identity).
 * @param pages that are there already, beside the objects: `/ressources/nouvelle`.
 */
export function slugOf(title: string, pages: readonly string[] = []): string {
	const letters: Record<string, string> = {
		œ: 'oe',
		æ: 'ae',
		ß: 'ss',
		ɛ: 'e',
		ɔ: 'o',
		ɲ: 'n',
		ŋ: 'n',
		ɓ: 'b',
		ɗ: 'd',
		ƴ: 'y',
		ø: 'o',
		ł: 'l'
	};
	const ascii = title
		.toLowerCase()
		.replace(/[œæßɛɔɲŋɓɗƴøł]/g, (letter) => letters[letter] ?? letter)
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');
	const slug = ascii.slice(0, 72).replace(/-+$/, '') || 'sans-titre';
	return pages.includes(slug) ? nthSlug(slug, 2) : slug;
}

/** `-2`, `-3`… on a clash. */
export function nthSlug(slug: string, n: number): string {
	return n < 2 ? slug : `${slug}-${n}`;
}
