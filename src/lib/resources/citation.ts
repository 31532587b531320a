/** How to cite a resource, after ISO 690: authors, title, publisher, date, address. */
export interface Cited {
	title: string;
	creators: string[];
	publisher: string | null;
	date: string | null;
	kind: string | null;
	address: string;
}

export function cite({ title, creators, publisher, date, kind, address }: Cited): {
	before: string;
	title: string;
	after: string;
} {
	const rest = [kind, publisher && !creators.includes(publisher) ? publisher : null, date].filter(Boolean).join(', ');
	return {
		before: creators.length ? `${creators.join(' ; ')}. ` : '',
		title,
		after: `. ${rest ? `${rest}. ` : ''}${address}`
	};
}
