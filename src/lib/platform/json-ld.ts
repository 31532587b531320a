/** A JSON-LD block for `svelte:head`, closed to what a text could smuggle: no `<` leaves this function. */
export function jsonLd(description: object): string {
	const json = JSON.stringify({ '@context': 'https://schema.org', ...description }).replace(/</g, '\\u003c');
	return `<script type="application/ld+json">${json}</` + 'script>';
}
