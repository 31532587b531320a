/**
 * A device in plain words, from what its browser says of itself: enough to recognise one's own phone,
 * nothing that a list of a thousand models would add.
 */
export interface Device {
	/** A name of its own, the same in every language; null: an unknown one. */
	browser: string | null;
	system: string | null;
}

/** The first that matches: the others call themselves Chrome or Safari too. */
const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
	['Opera Mini', /Opera Mini/],
	['Opera', /OPR\/|Opera/],
	['Edge', /Edg(e|A|iOS)?\//],
	['Samsung Internet', /SamsungBrowser\//],
	['UC Browser', /UCBrowser\//],
	['Firefox', /Firefox\/|FxiOS\//],
	['Chrome', /Chrome\/|CriOS\/|Chromium\//],
	['Safari', /Safari\//]
];

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
	['Android', /Android/],
	['KaiOS', /KAIOS/],
	['iPhone', /iPhone/],
	['iPad', /iPad/],
	['Windows', /Windows/],
	['Mac', /Macintosh|Mac OS X/],
	['ChromeOS', /CrOS/],
	['Linux', /Linux|X11/]
];

export function deviceOf(userAgent: string | null): Device {
	const text = userAgent ?? '';
	const first = (list: typeof browsers) => list.find(([, sign]) => sign.test(text))?.[0] ?? null;
	return { browser: first(browsers), system: first(systems) };
}
