/** The words alone, a block a line: for the search, and to say how a text begins. */
import { isRun, type Block, type Part } from './tree.ts';
import { wordsOf } from './html.ts';

const holdsWords = ({ kind, children }: Block) =>
	['paragraph', 'heading', 'codeBlock'].includes(kind) || children.some(isRun);

export function toPlain(parts: Part[]): string {
	return linesOf(parts).filter(Boolean).join('\n');
}

function linesOf(parts: Part[]): string[] {
	return parts.flatMap((part) => {
		if (isRun(part)) return [part.text.trim()];
		if (part.kind === 'image') return [wordsOf([part])];
		if (part.kind === 'tableRow') return [linesOf(part.children).join(' ')];
		return holdsWords(part) ? [wordsOf(part.children).trim()] : linesOf(part.children);
	});
}
