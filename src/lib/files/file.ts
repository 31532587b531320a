/**
 * A file is what a person puts on the shelf of the network: a report, a table, a picture, an
 * archive. Its type is what its bytes say, never what its name or the browser says.
 * It must never run anything in a reader's browser, carry the place where a photo was taken, nor
 * reach a disk under a name that the person did not see.
 */

export type FileFamily = 'document' | 'sheet' | 'image' | 'archive';

export type MediaType =
	| 'application/pdf'
	| 'application/vnd.oasis.opendocument.text'
	| 'application/vnd.oasis.opendocument.spreadsheet'
	| 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
	| 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
	| 'image/jpeg'
	| 'image/png'
	| 'image/webp'
	| 'image/avif'
	| 'image/gif'
	| 'application/zip';

export type FileType = {
	mediaType: MediaType;
	/** The one we write, without the dot. */
	extension: string;
	/** Other endings that mean the very same type. */
	synonyms: readonly string[];
	family: FileFamily;
	/** Key of the name shown to people, in `messages/`. */
	labelKey: string;
	/** Whether `extract.server.ts` finds words in it. */
	hasText: boolean;
};

/** What people may upload. SVG and HTML are left out for good: they can carry scripts. */
export const FILE_TYPES: readonly FileType[] = [
	type('application/pdf', 'pdf', [], 'document', 'file_type_pdf', true),
	type('application/vnd.oasis.opendocument.text', 'odt', [], 'document', 'file_type_odt', true),
	type('application/vnd.oasis.opendocument.spreadsheet', 'ods', [], 'sheet', 'file_type_ods', true),
	type(
		'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
		'docx',
		[],
		'document',
		'file_type_docx',
		true
	),
	type(
		'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		'xlsx',
		[],
		'sheet',
		'file_type_xlsx',
		true
	),
	type('image/jpeg', 'jpg', ['jpeg', 'jpe', 'jfif', 'pjpeg'], 'image', 'file_type_jpeg', false),
	type('image/png', 'png', ['apng'], 'image', 'file_type_png', false),
	type('image/webp', 'webp', [], 'image', 'file_type_webp', false),
	type('image/avif', 'avif', [], 'image', 'file_type_avif', false),
	// Accepted because phones and old sites are full of them; kept as a still PNG (`images.server.ts`).
	type('image/gif', 'gif', [], 'image', 'file_type_gif', false),
	type('application/zip', 'zip', [], 'archive', 'file_type_zip', false)
];

/** Endings people's phones and old software write on files that are really of another type of the same family. */
export const SLIPS: Record<FileFamily, readonly string[]> = {
	document: ['doc', 'dot', 'rtf'],
	sheet: ['xls', 'csv'],
	image: ['heic', 'heif', 'bmp', 'tif', 'tiff'],
	archive: []
};

/** Why a file is not taken, or cannot be read: each has its sentence, with a next step, in `messages/`. */
export type FileProblem =
	| 'empty'
	| 'too_large'
	| 'unknown_type'
	/** The name says one thing, the bytes another. */
	| 'lying_type'
	/** May harm whoever opens it: a program, a macro, a web page, a bomb. */
	| 'unsafe'
	/** Nobody can read it without a password. */
	| 'encrypted'
	/** Cut short or broken: send it again. */
	| 'damaged'
	| 'too_many_pixels'
	/** Its words were not found within the time, or the memory, that is allowed. */
	| 'too_slow'
	| 'too_heavy'
	/** No words are looked for in this type. */
	| 'unsupported';

/** What the verbs that read or draw a file throw, and nothing else whatever the file. */
export class FileTrouble extends Error {
	override readonly name = 'FileTrouble';
	readonly problem: FileProblem;

	constructor(problem: FileProblem) {
		super(problem);
		this.problem = problem;
	}
}

/** Bytes. `UPLOAD_LIMIT` of the environment replaces it (`domain.md` RC-01: 20 MB). */
export const UPLOAD_LIMIT_DEFAULT = 20_000_000;

/** Characters, ending included: what Windows, old archives and mail readers bear. */
export const FILE_NAME_LIMIT = 120;

/** For the `accept` attribute of a file field: endings and media types, as browsers want both. */
export const ACCEPT_ATTRIBUTE = FILE_TYPES.flatMap(({ mediaType, extension, synonyms }) => [
	mediaType,
	...[extension, ...synonyms].map((ending) => `.${ending}`)
]).join(',');

export function fileType(mediaType: string): FileType | undefined {
	return FILE_TYPES.find((known) => known.mediaType === mediaType);
}

export function fileTypeOfExtension(extension: string): FileType | undefined {
	const wanted = extension.toLowerCase();
	return FILE_TYPES.find((known) => known.extension === wanted || known.synonyms.includes(wanted));
}

/** The ending of a name, lower case, without the dot; empty when what follows the dot is no ending. */
export function extensionOf(name: string): string {
	return /[^.\s]\.([a-z0-9]{1,8})\s*$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Images and PDF open in the page; everything else is downloaded (`budgets.md` § Security). */
export function disposition(mediaType: string): 'inline' | 'attachment' {
	const known = fileType(mediaType);
	return known?.family === 'image' || mediaType === 'application/pdf' ? 'inline' : 'attachment';
}

/** The whole header: an ASCII name for old readers, then the true one (RFC 6266 §4.3, RFC 8187). */
export function contentDisposition(mediaType: string, name: string): string {
	const safe = safeFileName(name);
	const ascii = safe
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\x20-\x7e]/g, '_')
		.replace(/["\\%;]/g, '_');
	const encoded = encodeURIComponent(safe).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
	return `${disposition(mediaType)}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/**
 * A name that may be shown, stored and written on any disk: no path, no control, direction or
 * invisible character (a name with U+202E reads backwards: « exe.fdp » shows as « pdf.exe »), none
 * of the signs Windows refuses. Given an extension, the name ends with it, and loses an ending that
 * says otherwise: « photo.png » that is a JPEG becomes « photo.jpg ».
 */
export function safeFileName(name: string, extension?: string): string {
	const bare = tidyName((name.split(/[/\\]/).pop() ?? '').slice(-1000));
	const declared = extensionOf(bare);
	const ending = extension ?? declared;
	// « Bilan 2014.05 » has a dot and no ending: nothing is lost there.
	const replaced = declared !== '' && (extension === undefined || namesAType(declared));
	const stem = tidyName(replaced ? bare.slice(0, bare.lastIndexOf('.')) : bare);
	return `${cutStem(stem, FILE_NAME_LIMIT - ending.length - 1)}${ending && `.${ending}`}`;
}

/** Whether an ending speaks of a type we take, exactly or by a usual slip. */
export function namesAType(extension: string): boolean {
	return (
		fileTypeOfExtension(extension) !== undefined || Object.values(SLIPS).some((slips) => slips.includes(extension))
	);
}

function tidyName(name: string): string {
	return name
		.toWellFormed()
		.normalize('NFC')
		.replace(/\s+/gu, ' ')
		.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\ufffd]/gu, '')
		.replace(/[<>:"|?*\u2044\u2215]/g, '-')
		.replace(/^[.\s]+|[.\s]+$/gu, '');
}

/** Cut by whole letters (half an emoji, or an accent alone, is no character), and 240 bytes of a disk's 255. */
function cutStem(stem: string, limit: number): string {
	const bytes = new TextEncoder();
	let cut = '';
	let weight = 0;
	for (const { segment } of new Intl.Segmenter('fr').segment(stem)) {
		weight += bytes.encode(segment).length;
		if (cut.length + segment.length > limit || weight > 230) break;
		cut += segment;
	}
	const kept = cut.trim() || 'fichier';
	return /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(kept) ? `_${kept}` : kept;
}

function type(
	mediaType: MediaType,
	extension: string,
	synonyms: readonly string[],
	family: FileFamily,
	labelKey: string,
	hasText: boolean
): FileType {
	return { mediaType, extension, synonyms, family, labelKey, hasText };
}
