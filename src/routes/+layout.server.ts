import { sql } from 'kysely';
import { getLocale } from '$lib/paraglide/runtime';
import type { NetworkIdentity, Shell, ShellViewer } from '$lib/platform/shell';
import { redirect } from '@sveltejs/kit';

interface ShellRow {
	network: Record<string, string | null>;
	viewer: Omit<ShellViewer, 'initials'> | null;
	awaitsWelcome: boolean;
	spaces: Shell['spaces'];
	told: number;
}

const openBeforeWelcome = [
	'/bienvenue',
	'/connexion',
	'/connexion/adresse',
	'/connexion/fermeture',
	'/connexion/lien',
	'/mentions-legales',
	'/donnees-personnelles',
	'/cookies',
	'/aide',
	'/accessibilite'
];

/** What surrounds every page, in one statement. */
export async function load({ locals, cookies, url, depends }): Promise<Shell> {
	depends('palabre:shell');
	const shell = await locals.db(async (db) => {
		const told = locals.claims ? sql`private.viewer_told()` : sql`0`;
		const { rows } = await sql<{ shell: ShellRow }>`
			select private.shell() || jsonb_build_object('told', ${told}) as shell`.execute(db);
		return rows[0]?.shell as ShellRow;
	});
	// The address is proven but nobody has said who they are yet. The rules that they accept can be read.
	if (shell.awaitsWelcome && !openBeforeWelcome.includes(url.pathname) && !url.pathname.startsWith('/invitations/')) {
		const back = url.pathname === '/' ? '' : `?retour=${encodeURIComponent(url.pathname + url.search)}`;
		redirect(303, `/bienvenue${back}`);
	}
	const theme = cookies.get('palabre-theme');
	return {
		network: networkIdentity(shell.network),
		viewer: shell.viewer && { ...shell.viewer, initials: initialsOf(shell.viewer.name) },
		spaces: shell.spaces,
		told: shell.told,
		theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
		lowData: cookies.get('palabre-leger') === '1',
		locale: getLocale()
	};
}

function networkIdentity(row: ShellRow['network']): NetworkIdentity {
	return {
		name: row['name'] ?? 'Palabre',
		tagline: row['tagline'] ?? '',
		publisher: row['publisher'] ?? null,
		publicationDirector: row['publication_director'] ?? null,
		publisherAddress: row['publisher_address'] ?? null,
		host: row['host'] ?? null,
		hostAddress: row['host_address'] ?? null,
		contactEmail: row['contact_email'] ?? null,
		contactPhone: row['contact_phone'] ?? null,
		accessibilityStatus: (row['accessibility_status'] ?? 'non') as NetworkIdentity['accessibilityStatus'],
		accessibilityAuditedOn: row['accessibility_audited_on'] ?? null
	};
}

function initialsOf(name: string): string {
	const words = name.split(/[\s–-]+/).filter((word) => /^\p{L}/u.test(word));
	return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
