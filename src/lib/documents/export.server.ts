/** A document as one HTML file that needs nothing else: to send, to keep, to open in a word processor. */
import * as m from '$lib/paraglide/messages';
import { longDay } from '$lib/platform/dates';
import type { Database } from '$lib/platform/database.server';
import { escapeHtml } from '$lib/platform/html';
import { getBytes } from '$lib/platform/storage.server';
import { toHtml, type Reader, type Shown } from './content/html';
import { picturesIn } from './content/picture';
import { localeOf, wordsIn } from './readable.server';
import { readerOf } from './reader.server';
import type { ReadDocument } from './documents.server';

const style = `
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; color: #1d1712; background: #fff; }
h1, h2, h3, h4 { line-height: 1.25; }
.about { color: #5b5148; font-size: 0.9rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #b8ada2; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
blockquote, .callout { margin: 1rem 0; padding: 0.5rem 1rem; border-left: 4px solid #b8ada2; }
.callout.decision { border-color: #2f6b3a; }
.callout-title { font-weight: 700; }
li.task { list-style: none; }
img { max-width: 100%; height: auto; }
`;

/** @param origin of the network: links to its pages lead there from anywhere. */
export async function toFile(db: Database, document: ReadDocument, origin: string): Promise<string> {
	const locale = localeOf(document.language);
	const about = [
		document.adoptedAt &&
			`${m.documents_adopted_on({}, { locale })} ${longDay(document.adoptedAt, { locale, timeZone: 'Europe/Paris' })}`,
		document.sha256 && `${m.documents_fingerprint({}, { locale })} ${document.sha256}`,
		document.source && m.documents_source({ source: document.source }, { locale })
	].filter(Boolean) as string[];
	const title = escapeHtml(document.title);
	const text = toHtml(document.content, wordsIn(document.language), await embedding(db, document));
	return `<!doctype html>
<html lang="${escapeHtml(document.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${about.map((line) => `<p class="about">${escapeHtml(line)}</p>`).join('\n')}
${text.replaceAll(' href="/', ` href="${escapeHtml(origin)}/`)}
</body>
</html>
`;
}

/** The pictures that its reader may see, inside the file. */
async function embedding(db: Database, { content }: ReadDocument): Promise<Reader> {
	const reader = await readerOf(db, content, '');
	const embedded = new Map<string, Shown>();
	for (const { file } of picturesIn(content)) {
		const shown = reader.picture(file);
		// One that was brought a moment ago has no light width yet: its words stand for it.
		if (!shown?.widths.length || embedded.has(file)) continue;
		const bytes = await getBytes(`${file}/${Math.max(...shown.widths)}.webp`);
		const address = `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`;
		embedded.set(file, { ...shown, address, widths: [] });
	}
	return { mention: reader.mention, picture: (file) => embedded.get(file) };
}
