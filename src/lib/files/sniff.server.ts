/**
 * What an upload really is, judged by its bytes alone. The name only serves to notice that somebody
 * is being fooled: a file is kept under the ending of its true type.
 */
import { fileTypeFromBuffer, supportedExtensions } from 'file-type';
import { extractText } from './extract.server.ts';
import {
	extensionOf,
	fileTypeOfExtension,
	FILE_TYPES,
	FileTrouble,
	namesAType,
	UPLOAD_LIMIT_DEFAULT,
	type FileProblem,
	type FileType,
	type MediaType
} from './file.ts';
import { beginsAsZip, endOfZip, inflate, readDirectory, weigh, type ZipEntry } from './zip.server.ts';

export type Sniffed = { mediaType: MediaType; extension: string } | { problem: FileProblem };

/** What browsers or desks run, which no shelf of documents needs. */
const ACTIVE_EXTENSIONS = new Set(
	(
		'svg svgz html htm xhtml xht shtml mht mhtml xml xsl xslt js mjs cjs css php phtml asp aspx jsp cgi pl py rb sh ' +
		'bash bat cmd com exe msi scr pif cpl dll sys vbs vbe jse wsf wsh hta ps1 psm1 jar apk ipa app dmg pkg deb rpm ' +
		'appimage lnk url desktop reg inf gadget msp mst swf xap class wasm docm dotm xlsm xltm xlam pptm'
	).split(' ')
);
/** Endings of programs, refused inside an archive too; a saved web page there is only a document. */
const PROGRAM_IN_ARCHIVE =
	/\.(exe|msi|scr|pif|com|cpl|dll|bat|cmd|vbs|vbe|jse|wsf|wsh|hta|ps1|jar|apk|lnk|reg|docm|dotm|xlsm|xltm|xlam|pptm)$/i;
const ACTIVE_MEDIA_TYPES = new Set([
	'application/x-msdownload',
	'application/x-elf',
	'application/x-mach-binary',
	'application/x-shockwave-flash',
	'application/java-vm',
	'application/wasm',
	'application/x.ms.shortcut',
	'application/x-deb',
	'application/x-rpm',
	'application/x-apple-diskimage',
	'application/x-google-chrome-extension',
	'application/xml'
]);
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Enough for every signature we accept; the detection never wanders in megabytes chosen by others. */
const SAMPLE = 64 * 1024;

type Found = FileType | { problem: FileProblem };

/** Reads the bytes: whatever they are, the answer is a value. `limit` in bytes. */
export async function sniff(
	bytes: Uint8Array,
	declaredName: string,
	{ limit = UPLOAD_LIMIT_DEFAULT }: { limit?: number } = {}
): Promise<Sniffed> {
	if (bytes.length === 0) return { problem: 'empty' };
	if (bytes.length > limit) return { problem: 'too_large' };
	const found = beginsAsZip(bytes) ? await findInZip(bytes) : await findBySignature(bytes);
	return judgeName(found, extensionOf(declaredName));
}

/**
 * Between two types we accept, a wrong ending is a slip (messaging apps call every photo .jpg): the
 * file is kept, under its true ending, since that is all that is stored or served. An ending of
 * something we refuse (.exe, .html, .mp3) on a sound PDF is no slip: either the person took the
 * wrong file, or somebody hopes that a reader will open it as that thing.
 */
function judgeName(found: Found, declared: string): Sniffed {
	if ('problem' in found) {
		if (found.problem !== 'unknown_type') return found;
		if (ACTIVE_EXTENSIONS.has(declared)) return { problem: 'unsafe' };
		return { problem: fileTypeOfExtension(declared) ? 'lying_type' : 'unknown_type' };
	}
	const speaksOfAnother = ACTIVE_EXTENSIONS.has(declared) || supportedExtensions.has(declared);
	if (speaksOfAnother && !namesAType(declared)) return { problem: 'lying_type' };
	return { mediaType: found.mediaType, extension: found.extension };
}

async function findBySignature(bytes: Uint8Array): Promise<Found> {
	const sample = bytes.subarray(0, SAMPLE);
	const signature = await fileTypeFromBuffer(sample).catch(() => undefined);
	const known = FILE_TYPES.find(
		(type) => type.mediaType === (signature?.mime === 'image/apng' ? 'image/png' : signature?.mime)
	);
	if (!known || known.family === 'archive') return { problem: whyRefused(bytes, sample, signature?.mime) };
	// A file that is also a whole ZIP opens as either: that serves only to pass something through.
	if (endOfZip(bytes) !== undefined) return { problem: 'unsafe' };
	if (known.mediaType === 'application/pdf') return findInPdf(bytes, known);
	return known;
}

function whyRefused(bytes: Uint8Array, sample: Uint8Array, mediaType: string | undefined): FileProblem {
	if (mediaType === 'application/x-cfb') {
		// A DOCX or XLSX with a password is an OLE file holding this stream; an old .doc has none.
		return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('EncryptedPackage', 0, 'utf16le')
			? 'encrypted'
			: 'unknown_type';
	}
	if (mediaType && ACTIVE_MEDIA_TYPES.has(mediaType)) return 'unsafe';
	if (endOfZip(bytes) === 0) return 'empty';
	return isActiveText(sample) ? 'unsafe' : 'unknown_type';
}

/** A text that a browser or a shell would run, whatever comes before its first tag. */
function isActiveText(sample: Uint8Array): boolean {
	const utf16 = (sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff);
	const text = Buffer.from(sample.buffer, sample.byteOffset, Math.min(sample.length, 8192)).toString('latin1');
	const plain = utf16 ? text.replaceAll('\0', '') : text;
	return (
		/^\s*#!/.test(plain) ||
		/^(MZ|\x7fELF)/.test(plain) ||
		/<(!doctype|html|head|body|svg|script|iframe|object|embed|\?xml|\?php|meta|style|img|a)\b/i.test(plain)
	);
}

/**
 * The last bytes of a whole PDF say where its index is; a cut one has none there. A PDF whose owner
 * only forbids printing opens without a password, and is welcome: the reading process tries.
 */
async function findInPdf(bytes: Uint8Array, pdf: FileType): Promise<Found> {
	const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const tail = all.subarray(-SAMPLE);
	if (!tail.includes('startxref') && !tail.includes('%%EOF')) return { problem: 'damaged' };
	if (!all.includes('/Encrypt')) return pdf;
	try {
		await extractText(bytes, pdf.mediaType, { maxCharacters: 1, timeoutMs: 10_000 });
	} catch (trouble) {
		if (!(trouble instanceof FileTrouble)) throw trouble;
		if (trouble.problem === 'encrypted') return { problem: 'encrypted' };
	}
	return pdf;
}

async function findInZip(bytes: Uint8Array): Promise<Found> {
	const directory = readDirectory(bytes);
	if ('problem' in directory) return directory;
	const problem = (await weigh(bytes, directory)) ?? (await whyUnsafe(directory.entries));
	if (problem) return problem;
	return (await typeOfPackage(directory.entries)) ?? { problem: 'unknown_type' };
}

async function whyUnsafe(entries: ZipEntry[]): Promise<{ problem: FileProblem } | undefined> {
	const manifest = await read(entries, 'META-INF/manifest.xml');
	if (manifest.includes('manifest:encryption-data')) return { problem: 'encrypted' };
	const macros = /macroEnabled/i.test(await read(entries, '[Content_Types].xml'));
	return macros || entries.some(({ name }) => escapesItsFolder(name) || isProgram(name))
		? { problem: 'unsafe' }
		: undefined;
}

function escapesItsFolder(name: string): boolean {
	return /^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)|\0/i.test(name);
}

/** Programs, packages of programs, and macros: VBA in Word or Excel files, Basic or scripts in OpenDocument ones. */
function isProgram(name: string): boolean {
	return (
		PROGRAM_IN_ARCHIVE.test(name) ||
		/(^|\/)vbaProject\.bin$/i.test(name) ||
		/^META-INF\/MANIFEST\.MF$|^AndroidManifest\.xml$/.test(name) ||
		/^Scripts\/.+[^/]$/.test(name) ||
		(/^Basic\/.+\.xml$/.test(name) && !/\/(script|dialog)-l[cb]\.xml$/.test(name))
	);
}

/** ODF names its type in `mimetype` (ODF 1.3 part 2 §3.3), OOXML in the type of its main part (ECMA-376 part 2). */
async function typeOfPackage(entries: ZipEntry[]): Promise<FileType | undefined> {
	const names = new Set(entries.map(({ name }) => name));
	const declared = (await read(entries, 'mimetype')).trim();
	if (names.has('mimetype') && declared.startsWith('application/')) {
		return names.has('content.xml') ? byMediaType(declared) : undefined;
	}
	if (names.has('[Content_Types].xml')) {
		const parts = await read(entries, '[Content_Types].xml');
		if (parts.includes(`${WORD}.main+xml`)) return byMediaType(WORD);
		if (parts.includes(`${EXCEL}.main+xml`)) return byMediaType(EXCEL);
		if (names.has('_rels/.rels')) return undefined;
	}
	return byMediaType('application/zip');
}

function byMediaType(mediaType: string): FileType | undefined {
	return FILE_TYPES.find((type) => type.mediaType === mediaType);
}

async function read(entries: ZipEntry[], name: string): Promise<string> {
	const entry = entries.find((one) => one.name === name);
	if (!entry) return '';
	return Buffer.from((await inflate(entry, 1024 * 1024)).bytes).toString('utf8');
}
