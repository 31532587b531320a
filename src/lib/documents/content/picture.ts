/** A picture in the text: its file, and what it says to those who do not see it, without which it is not shown. */
import { block, isRun, type Block, type Part } from './tree.ts';

export interface Picture {
	file: string;
	alt: string;
}

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const pictureBlock = ({ file, alt }: Picture): Block => block('image', [], { file, alt });

export function pictureOf({ kind, attributes }: Block): Picture | undefined {
	const [file, alt] = [String(attributes['file'] ?? ''), String(attributes['alt'] ?? '').trim()];
	return kind === 'image' && id.test(file) && alt ? { file, alt } : undefined;
}

/** The file of an address of Markdown: `image:01…`. */
export const readPicture = (address: string): string | undefined => {
	const file = address.replace(/^image:/, '');
	return file !== address && id.test(file) ? file : undefined;
};

export const picturesIn = (parts: Part[]): Picture[] =>
	parts.flatMap((part) => (isRun(part) ? [] : [...[pictureOf(part) ?? []].flat(), ...picturesIn(part.children)]));
