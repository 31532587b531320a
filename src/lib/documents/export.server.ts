/** A document as one HTML file that needs nothing else: to send, to keep, to open in a word processor. */
import * as m from '$lib/paraglide/messages';
import { longDay } from '$lib/platform/dates';
import { escape } from './content/html';
import { localeOf, type Sheet } from './readable.server';
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
export function toFile(document: ReadDocument, sheet: Sheet, origin: string): string {
	const locale = localeOf(document.language);
	const about = [
		document.adoptedAt &&
			`${m.documents_adopted_on({}, { locale })} ${longDay(document.adoptedAt, { locale, timeZone: 'Europe/Paris' })}`,
		document.sha256 && `${m.documents_fingerprint({}, { locale })} ${document.sha256}`,
		document.source && m.documents_source({ source: document.source }, { locale })
	].filter(Boolean) as string[];
	const title = escape(document.title);
	return `<!doctype html>
<html lang="${escape(document.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${about.map((line) => `<p class="about">${escape(line)}</p>`).join('\n')}
${sheet.html.replaceAll(' href="/', ` href="${escape(origin)}/`)}
</body>
</html>
`;
}
