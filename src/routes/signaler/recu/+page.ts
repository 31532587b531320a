export const load = ({ url }) => ({
	reference: (url.searchParams.get('repere') ?? '').replace(/[^0-9a-f-]/g, '').slice(0, 36),
	mailed: url.searchParams.has('courriel')
});
