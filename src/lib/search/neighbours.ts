/** Where one looks from (`domain.md` IN-03): the viewer's organisations, or what the address says. */

import { typedIn } from './search';

export interface Viewpoint {
	/** A commune, a town, by its name. */
	place?: string | undefined;
	/** ISO 3166-1 */
	countries: string[];
	themes: string[];
}

export function readViewpoint(url: URL): Viewpoint {
	const texts = (name: string, shape: RegExp) =>
		url.searchParams
			.getAll(name)
			.filter((text) => shape.test(text))
			.slice(0, 40);
	return {
		place: typedIn(url, 'lieu', 120) || undefined,
		countries: texts('pays', /^[A-Z]{2}$/),
		themes: texts('theme', /^[a-z0-9-]{1,80}$/)
	};
}

export function isChosen({ place, countries, themes }: Viewpoint): boolean {
	return place !== undefined || countries.length > 0 || themes.length > 0;
}
