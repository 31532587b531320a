/**
 * What the page's address says of the menu, and where a form may send a person back to.
 */

/** `page` for the section itself, `true` for a page below it. */
export function ariaCurrent(pathname: string, href: string): 'page' | 'true' | undefined {
	if (pathname === href) return 'page';
	return href !== '/' && pathname.startsWith(`${href}/`) ? 'true' : undefined;
}

/** The address of a page as a form's `retour`: without the name of the action that was just refused (`?/signin`). */
export function addressOf(url: URL): string {
	return url.search.startsWith('?/') ? url.pathname : url.pathname + url.search;
}

/**
 * A path of this site, or `/`. Anything that a browser could read as another site (`//elsewhere`,
 * `/\elsewhere`, a scheme, a line break) is refused: this is where open redirects come from.
 */
export function safeReturn(value: unknown, origin: string): string {
	if (typeof value !== 'string' || !value.startsWith('/')) return '/';
	let url: URL;
	try {
		url = new URL(value, origin);
	} catch {
		return '/';
	}
	if (url.origin !== new URL(origin).origin || url.pathname.startsWith('//')) return '/';
	return url.pathname + url.search + url.hash;
}
