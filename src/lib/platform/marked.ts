/** A text cut where the words were found: the found ones are every second piece. */
export function markedPieces(text: string): { text: string; found: boolean }[] {
	return (
		text
			// eslint-disable-next-line no-control-regex -- the marks that private.search writes
			.split(/[\u0002\u0003]/)
			.map((piece, index) => ({ text: piece, found: index % 2 === 1 }))
			.filter((piece) => piece.text !== '')
	);
}
