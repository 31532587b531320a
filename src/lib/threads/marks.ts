/** The marks of Markdown, put around what is selected or taken away from it. */
export interface Edit {
	text: string;
	/** What is selected. */
	from: number;
	to: number;
}

export function emphasise({ text, from, to }: Edit, mark: string): Edit {
	const [before, selected, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
	const marked = before.endsWith(mark) && after.startsWith(mark) && (mark !== '*' || !before.endsWith('**'));
	if (marked)
		return {
			text: before.slice(0, -mark.length) + selected + after.slice(mark.length),
			from: from - mark.length,
			to: to - mark.length
		};
	return { text: before + mark + selected + mark + after, from: from + mark.length, to: to + mark.length };
}

/** Every line that the selection touches begins with the mark, or no longer when all of them did. */
export function startLines({ text, from, to }: Edit, mark: string): Edit {
	const start = text.lastIndexOf('\n', from - 1) + 1;
	const next = text.indexOf('\n', to);
	const end = next === -1 ? text.length : next;
	const lines = text.slice(start, end).split('\n');
	const marked = lines.every((line) => line.startsWith(mark));
	const written = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join('\n');
	return { text: text.slice(0, start) + written + text.slice(end), from: start, to: start + written.length };
}
