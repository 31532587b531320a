/** The text as people would type it again: nothing invisible, one space, at most one blank line. */
export function tidyText(text: string, { hyphenatedLines = false } = {}): string {
	const visible = text
		.toWellFormed()
		.replace(/\r\n?|[\f\v\u0085\u2028\u2029]/g, '\n')
		// ﬁ, ﬂ…, and the shapes of Arabic letters, which PDF keep from the typesetting
		.replace(/[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]/g, (shape) => shape.normalize('NFKC'))
		.normalize('NFC')
		.replace(/[\p{Zs}]/gu, ' ')
		// Controls and what shows nothing, except the soft hyphen, which is judged below.
		.replace(/[^\P{Cc}\t\n]|(?!\u00ad)\p{Default_Ignorable_Code_Point}|[\ufff9-\uffff]/gu, '')
		.replace(/\p{Co}/gu, ' ')
		.replace(/ +/g, ' ')
		.replace(/ ?([\n\t]) ?/g, '$1');
	const joined = hyphenatedLines ? joinHyphens(visible) : visible;
	return joined
		.replace(/\u00ad/g, '')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** First or last parts of French words that keep their hyphen: « peut-être », « celles-ci », « vice-présidente ». */
const FIRST_PARTS = new Set(
	(
		'à après arrière au aussi auto avant bien chef ci contre de demi des deçà delà dès du en entre est eux elle elles ' +
		'ex haut grand inter là lui mal mi mini moi moyen mot non nord nous nouveau ouest outre par peut plein plus porte ' +
		'post pré presqu quasi quelques rendez rez sans sauf savoir semi soi sous sud sur sus tête toi tout très trop un ' +
		'vice vis vous afro euro franco latino socio'
	).split(' ')
);
const LAST_PARTS = new Set(
	'ce ces ci dessous dessus devant delà elle elles en être faire il ils je là la le les leur lui même mêmes moi mot mots nous on toi tu vous y'.split(
		' '
	)
);

/**
 * A word cut at the end of a line is made whole, a compound keeps its hyphen. The document itself
 * is the first dictionary: what it writes elsewhere on one line wins over the lists above.
 */
function joinHyphens(text: string): string {
	const seen = new Set(text.toLowerCase().match(/\p{L}+(?:-\p{L}+)*/gu));
	return text.replace(/[-\u2010\u00ad]\n?(?=\p{L})/gu, (hyphen, at: number) => {
		const isCut = hyphen.endsWith('\n');
		if (!isCut && hyphen !== '\u00ad') return hyphen;
		const left = /\p{L}+$/u.exec(text.slice(Math.max(0, at - 40), at))?.[0];
		const right = /^\p{L}+/u.exec(text.slice(at + hyphen.length, at + hyphen.length + 40))?.[0];
		if (!left || !right) return hyphen;
		return keepsHyphen(left, right, seen) ? '-' : '';
	});
}

function keepsHyphen(left: string, right: string, seen: Set<string>): boolean {
	if (right[0] !== right[0]?.toLowerCase()) return true; // « Saint-Denis »
	const [first, last] = [left.toLowerCase(), right.toLowerCase()];
	if (seen.has(`${first}-${last}`)) return true;
	if (seen.has(first + last)) return false;
	return FIRST_PARTS.has(first) || LAST_PARTS.has(last);
}
