/** Pages of signing in are never kept, neither by the browser nor by the service worker. */
export const load = ({ setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store' });
};
