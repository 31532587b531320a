/**
 * A document as ODT (OpenDocument 1.3, ISO/IEC 26300): five parts in a ZIP whose first entry is the
 * type, stored. Headings, paragraphs and lists are little enough to be written here, in the version
 * of the standard and with the language that we want.
 */
import { strToU8 } from 'fflate';
import { language, madeAt, maker, type Block, type DemoDocument, type Item } from './document.ts';
import { zip } from './zip.ts';

const type = 'application/vnd.oasis.opendocument.text';
const [languageCode, countryCode] = language.split('-');
const namespaces = [
	...['office', 'style', 'text', 'meta', 'manifest'].map((name) => [
		name,
		`urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`
	]),
	['fo', 'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0'],
	['dc', 'http://purl.org/dc/elements/1.1/']
];

export function writeOdt(document: DemoDocument): Uint8Array {
	const parts = { 'content.xml': content(document), 'styles.xml': styles(), 'meta.xml': meta(document) };
	const xml = Object.entries({ ...parts, 'META-INF/manifest.xml': manifest(Object.keys(parts)) });
	return zip(
		Object.fromEntries(xml.map(([name, text]) => [name, strToU8(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`)])),
		{ mimetype: strToU8(type) }
	);
}

/** The root of a part, with the namespaces it uses. */
function root(name: string, inside: string): string {
	const used = namespaces.filter(
		([prefix]) => name.startsWith(`${prefix}:`) || new RegExp(`[< ]/?${prefix}:`).test(inside)
	);
	const [prefix] = name.split(':');
	const declared = used.map(([one, address]) => ` xmlns:${one}="${address}"`).join('');
	return `<${name}${declared} ${prefix}:version="1.3">${inside}</${name}>\n`;
}

function content({ title, warning, facts, blocks }: DemoDocument): string {
	const body = [
		p('Avertissement', escape(warning)),
		h(1, title),
		...facts.map((fact) => p('Standard', run(fact))),
		...blocks.map(block)
	].join('\n');
	const automatic = `<office:automatic-styles><style:style style:name="Gras" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>`;
	return root(
		'office:document-content',
		`${automatic}<office:body><office:text>\n${body}\n</office:text></office:body>`
	);
}

function block(one: Block): string {
	if (one.kind === 'heading') return h(2, one.text);
	if (one.kind === 'paragraph') return p('Standard', escape(one.text));
	const items = one.items.map((item) => `<text:list-item>${p('Standard', run(item))}</text:list-item>`);
	return `<text:list text:style-name="Puces">${items.join('')}</text:list>`;
}

const p = (style: string, inside: string) => `<text:p text:style-name="${style}">${inside}</text:p>`;
const h = (level: number, text: string) =>
	`<text:h text:style-name="Titre_${level}" text:outline-level="${level}">${escape(text)}</text:h>`;
const run = ({ term, text }: Item) =>
	`${term ? `<text:span text:style-name="Gras">${escape(term)} :</text:span> ` : ''}${escape(text)}`;

function escape(text: string): string {
	return text.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter] ?? letter);
}

function styles(): string {
	const paragraph = (name: string, text: string, space = 'fo:margin-bottom="0.2cm"') =>
		`<style:style style:name="${name}" style:family="paragraph"><style:paragraph-properties ${space}/><style:text-properties ${text}/></style:style>`;
	const spoken = `fo:language="${languageCode}" fo:country="${countryCode}"`;
	const inside = [
		`<style:default-style style:family="paragraph"><style:text-properties fo:font-family="Liberation Sans" fo:font-size="11pt" ${spoken}/></style:default-style>`,
		paragraph('Standard', 'fo:font-size="11pt"'),
		paragraph('Avertissement', 'fo:font-weight="bold"', 'fo:background-color="#f8e5c1" fo:padding="0.3cm"'),
		paragraph(
			'Titre_1',
			'fo:font-size="20pt" fo:font-weight="bold" fo:color="#2a3474"',
			'fo:margin-top="0.6cm" fo:margin-bottom="0.3cm"'
		),
		paragraph(
			'Titre_2',
			'fo:font-size="14pt" fo:font-weight="bold" fo:color="#2a3474"',
			'fo:margin-top="0.6cm" fo:keep-with-next="always"'
		),
		`<text:list-style style:name="Puces"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:space-before="0.4cm" text:min-label-width="0.5cm"/></text:list-level-style-bullet></text:list-style>`
	].join('\n');
	return root('office:document-styles', `<office:styles>\n${inside}\n</office:styles>`);
}

function meta({ title }: DemoDocument): string {
	const instant = madeAt.toISOString().slice(0, 19) + 'Z';
	return root(
		'office:document-meta',
		`<office:meta><meta:generator>${maker}</meta:generator><dc:title>${escape(title)}</dc:title><dc:subject>Document de démonstration</dc:subject><meta:initial-creator>${maker}</meta:initial-creator><meta:creation-date>${instant}</meta:creation-date><dc:date>${instant}</dc:date><dc:language>${language}</dc:language></office:meta>`
	);
}

function manifest(parts: string[]): string {
	const entry = (path: string, mediaType: string) =>
		`<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${mediaType}"/>`;
	const whole = `<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="${type}"/>`;
	return root('manifest:manifest', [whole, ...parts.map((part) => entry(part, 'text/xml'))].join('\n'));
}
