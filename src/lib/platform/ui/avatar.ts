/** One of the five dyes; the first is the default of the class and needs no name. */
export function dye(id: string): '' | 'c2' | 'c3' | 'c4' | 'c5' {
	let sum = 0;
	for (const character of id) sum = (sum * 31 + character.codePointAt(0)!) >>> 0;
	return (['', 'c2', 'c3', 'c4', 'c5'] as const)[sum % 5]!;
}

const linkWords = new Set([
	'de',
	'du',
	'des',
	'la',
	'le',
	'les',
	'et',
	'en',
	'à',
	'au',
	'aux',
	'pour',
	'of',
	'the',
	'and'
]);

/** Two letters at most: « Comité de jumelage d’Évry » gives CJ, « CRESI » gives CR. */
export function initials(name: string): string {
	const words = name
		.replace(/\b[dl]['’]/gi, '')
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word && !linkWords.has(word.toLowerCase()));
	const [first = '', second] = words;
	const letters = second ? [...first][0]! + [...second][0]! : [...first].slice(0, 2).join('');
	return letters.toUpperCase();
}
