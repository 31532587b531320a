import { nthSlug, slugOf } from '../../../src/lib/platform/slugs.ts';

/** One address per object, in the order given: `-2` goes to who comes second. */
export function slugsOf(objects: readonly { id: string; title: string }[]): Map<string, string> {
	const taken = new Set<string>();
	const slugs = new Map<string, string>();
	for (const { id, title } of objects) {
		const wanted = slugOf(title);
		let n = 1;
		while (taken.has(nthSlug(wanted, n))) n += 1;
		taken.add(nthSlug(wanted, n));
		slugs.set(id, nthSlug(wanted, n));
	}
	return slugs;
}
