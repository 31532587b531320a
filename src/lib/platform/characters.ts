/** How long a text is for PostgreSQL (`char_length`): an emoji is one character, though JavaScript counts two. */
export function characters(text: string): number {
	return [...text].length;
}

export const between = (least: number, most: number) => (text: string) =>
	characters(text) >= least && characters(text) <= most;
