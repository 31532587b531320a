/** In which a mail is written, each in its own name. */
export const languages = [
	{ value: 'fr', label: 'Français', lang: 'fr' },
	{ value: 'en', label: 'English', lang: 'en' }
];
