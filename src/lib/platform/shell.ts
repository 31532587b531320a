/**
 * The shell is what surrounds every page: who the network is, who is looking, and how they prefer
 * to read. The root layout gives it; nothing else may appear in it, since it travels with each page.
 */

/** What the network says of itself; null means that nobody has filled it in yet. */
export interface NetworkIdentity {
	name: string;
	tagline: string;
	publisher: string | null;
	publicationDirector: string | null;
	publisherAddress: string | null;
	host: string | null;
	hostAddress: string | null;
	contactEmail: string | null;
	contactPhone: string | null;
	accessibilityStatus: 'non' | 'partielle' | 'totale';
	/** ISO date (`2026-11-22`) of the last audit. */
	accessibilityAuditedOn: string | null;
}

export interface ShellViewer {
	id: string;
	name: string;
	initials: string;
	networkRole: 'admin' | 'animateur' | 'documentaliste' | 'membre';
}

export interface Shell {
	network: NetworkIdentity;
	/** Null for a visitor. */
	viewer: ShellViewer | null;
	/** The spaces of which the viewer is a member. */
	spaces: { id: string; slug: string; name: string }[];
	/** Of how many objects the viewer was told something that they have not read. */
	told: number;
	theme: 'auto' | 'light' | 'dark';
	/** « Mode léger » */
	lowData: boolean;
	locale: 'fr' | 'en';
}
