/** Time zones by their IANA name; those of the networks' own territories come first. */
export const usualTimeZones = ['Europe/Paris', 'Africa/Bamako', 'Africa/Dakar', 'Africa/Nouakchott'] as const;

let others: string[] | undefined;

export function otherTimeZones(): string[] {
	const usual: readonly string[] = usualTimeZones;
	return (others ??= Intl.supportedValuesOf('timeZone').filter((zone) => !usual.includes(zone)));
}

export function isTimeZone(zone: string): boolean {
	return (usualTimeZones as readonly string[]).includes(zone) || otherTimeZones().includes(zone);
}

/** « Bamako », « Buenos Aires »; the region only where it helps to tell. */
export function placeOf(zone: string): string {
	const [place = zone, ...regions] = zone.replaceAll('_', ' ').split('/').reverse();
	return regions.length ? `${place} (${regions.reverse().join(', ')})` : place;
}
