/** A mail's text as HTML that any program shows, without images or styles sheets: paragraphs, lists, links. */
import { escapeHtml } from './html.ts';

/** A line that is an address alone becomes a button to touch. */
function line(text: string): string {
	const alone = /^https?:\/\/\S+$/.test(text);
	return escapeHtml(text).replace(
		/https?:\/\/[^\s<]+/g,
		(address) =>
			`<a href="${address}"${alone ? ' style="display:inline-block;padding:10px 0;font-weight:bold"' : ''}>${address}</a>`
	);
}

function block(text: string): string {
	const lines = text.split('\n');
	if (lines.every((item) => item.startsWith('- ')))
		return `<ul>${lines.map((item) => `<li>${line(item.slice(2))}</li>`).join('')}</ul>`;
	return `<p>${lines.map(line).join('<br>')}</p>`;
}

/** @param text paragraphs apart by an empty line; one whose lines all begin with « - » is a list. */
export function mailHtml(subject: string, text: string, language: string): string {
	const body = text
		.trim()
		.split(/\n{2,}/)
		.map(block)
		.join('\n');
	return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="max-width:36em;margin:0 auto;padding:16px;font:16px/1.5 sans-serif;overflow-wrap:anywhere">
${body}
</body>
</html>
`;
}
