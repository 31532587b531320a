/** Where readers put what they find, until there is enough of it or the time is up. */
export class TextSink {
	/** How the text ends, for the line ends; the whole is only put together once. */
	tail = '';
	#pieces: string[] = [];
	#length = 0;
	#limit: number;
	#deadline: number;
	#stopped = false;

	/** `milliseconds` count from the start of the process, as the clock of the one who waits does. */
	constructor(maxCharacters: number, milliseconds = Infinity) {
		this.#limit = maxCharacters;
		this.#deadline = milliseconds;
	}

	get full(): boolean {
		this.#stopped ||= this.#length > this.#limit || performance.now() > this.#deadline;
		return this.#stopped;
	}

	get text(): string {
		return this.#pieces.join('');
	}

	/** Whatever follows is not known. */
	stop(): void {
		this.#stopped = true;
	}

	write(text: string): void {
		if (!text) return;
		this.#pieces.push(text);
		this.#length += text.length;
		this.tail = (this.tail + text.slice(-8)).slice(-8);
	}

	/** Ends the line, and leaves a blank one when asked. */
	endLine(blank = false): void {
		if (this.tail && !this.tail.endsWith('\n')) this.write('\n');
		if (blank && this.tail && !this.tail.endsWith('\n\n')) this.write('\n');
	}

	/** One row of a table on one line; rows without a word say nothing. */
	writeRow(cells: string[]): void {
		const row = cells.map((cell) => cell.replace(/\s+/gu, ' ').trim());
		if (!row.some(Boolean)) return;
		this.endLine();
		this.write(`${row.join('\t')}\n`);
	}
}
