/** Office files: ZIPs of XML parts, each read as a tree in its order. */
import { XMLParser } from 'fast-xml-parser';
import { inflate, readDirectory, type ZipEntry } from '../zip.server.ts';

export type XmlNode = { name: string; attributes: Record<string, string>; children: XmlNode[]; text: string };

/** Bytes of XML read of one part, some hundreds of pages; as a tree they weigh twenty times more. */
const PART_LIMIT = 8 * 1024 * 1024;

type Ordered = Record<string, Ordered[] | string | Record<string, string>>;

export class OfficePackage {
	/** True once a part was longer than what is read of it. */
	cut = false;
	#entries: Map<string, ZipEntry>;
	#parser: XMLParser;

	/** `prefixes: false` forgets namespaces, which writers of OOXML choose freely. */
	constructor(bytes: Uint8Array, { prefixes = true } = {}) {
		const directory = readDirectory(bytes);
		if ('problem' in directory) throw new Error(directory.problem);
		this.#entries = new Map(directory.entries.map((entry) => [entry.name, entry]));
		this.#parser = new XMLParser({
			preserveOrder: true,
			ignoreAttributes: false,
			attributeNamePrefix: '',
			removeNSPrefix: !prefixes,
			parseTagValue: false,
			parseAttributeValue: false,
			trimValues: false,
			// Decoded below: what a DOCTYPE defines is never looked at.
			processEntities: false,
			ignoreDeclaration: true,
			ignorePiTags: true,
			maxNestedTags: 1000
		});
	}

	/** The top of a part's tree; nothing when the part is absent. */
	async read(name: string): Promise<XmlNode[]> {
		const entry = this.#entries.get(name);
		if (!entry) return [];
		const { bytes, complete } = await inflate(entry, PART_LIMIT);
		this.cut ||= !complete;
		const source = decode(bytes);
		return toNodes(this.#parser.parse(complete ? source : source.slice(0, source.lastIndexOf('>') + 1)) as Ordered[]);
	}

	/** Where the relations of an OOXML part lead, by id and by the last word of their type (ECMA-376 part 2 §9.3). */
	async relationsOf(part: string) {
		const folder = part.slice(0, part.lastIndexOf('/') + 1);
		const relations = find(await this.read(`${folder}_rels/${part.slice(folder.length)}.rels`), 'Relationships');
		return (relations?.children ?? []).map(({ attributes }) => ({
			id: attributes['Id'] ?? '',
			kind: (attributes['Type'] ?? '').split('/').pop() ?? '',
			target: resolve(folder, attributes['Target'] ?? '')
		}));
	}

	/** The part a package opens with: `word/document.xml` nearly always, and where its relations say when not. */
	async mainPart(): Promise<string> {
		const main = (await this.relationsOf('')).find(({ kind }) => kind === 'officeDocument')?.target;
		if (!main || !this.#entries.has(main)) throw new Error('damaged');
		return main;
	}
}

/** UTF-8, or UTF-16 when a mark says so (ECMA-376 part 2 allows both). */
function decode(bytes: Uint8Array): string {
	const big = bytes[0] === 0xfe && bytes[1] === 0xff;
	const little = bytes[0] === 0xff && bytes[1] === 0xfe;
	return new TextDecoder(big ? 'utf-16be' : little ? 'utf-16le' : 'utf-8').decode(bytes);
}

function toNodes(ordered: Ordered[]): XmlNode[] {
	return ordered.map((node) => {
		const name = Object.keys(node).find((key) => key !== ':@') ?? '';
		const content = node[name];
		const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>);
		return {
			name,
			attributes: Object.fromEntries(attributes.map(([key, value]) => [key, decodeEntities(String(value))])),
			children: Array.isArray(content) ? toNodes(content) : [],
			text: name === '#text' ? decodeEntities(String(content)) : ''
		};
	});
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
	return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, name: string) => {
		if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
		const point = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
		return point <= 0x10ffff ? String.fromCodePoint(point) : '';
	});
}

export function find(nodes: XmlNode[], name: string): XmlNode | undefined {
	for (const node of nodes) {
		const found = node.name === name ? node : find(node.children, name);
		if (found) return found;
	}
	return undefined;
}

export function named(nodes: XmlNode[], name: string): XmlNode[] {
	return nodes.filter((node) => node.name === name);
}

function resolve(folder: string, target: string): string {
	try {
		return decodeURIComponent(new URL(target, `file:///${folder}`).pathname.slice(1));
	} catch {
		return '';
	}
}
