/** The demonstration's accounts, by what they do (supabase/demo/personas.json). */
export const cast = {
	administration: 'animation-reseau@example.org',
	documentaliste: 'cresi@example.org',
	/** Publishes for a twinning committee. */
	referente: 'jumelage-bondoufle@example.org',
	/** Drafts for a school, whose organisation has no referent among the accounts. */
	contributrice: 'college-lurcat@example.org',
	/** A partner authority, on the other shore. */
	kayes: 'kayes@example.org'
} as const;
export const password = 'palabre-demo';
