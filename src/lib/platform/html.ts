/** Text as HTML shows it, also inside an attribute. */
export const escapeHtml = (text: string) =>
	text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

const frenchSpace = / (?=[:;!?»%€](?![\p{L}\p{N}]))|(?<=(?:^|\s)«) |(?<=\d) (?=(?:\d{3}|h)(?![\p{L}\p{N}]))/gu;

/** The spaces of French punctuation, units and numbers: no line begins with « : », « 000 € » or « h 30 ». */
export function unbroken(text: string): string {
	return text.replace(frenchSpace, '\u00a0');
}
