/**
 * A page that a visitor only reads is the same for every visitor: those who ask for it while it is being rendered are
 * given that rendering. Nothing is kept once it is there, so that nobody reads what is no longer true, and no change
 * has to be told to anybody.
 */

interface Rendering {
	body: string;
	status: number;
	headers: [string, string][];
}

const underWay = new Map<string, Promise<Rendering | null>>();

/** @param page all that the rendering depends on */
export async function shareRendering(page: string, render: () => Promise<Response>): Promise<Response> {
	const others = underWay.get(page);
	if (others) {
		const rendering = await others;
		return rendering ? new Response(rendering.body, rendering) : render();
	}
	const own = render();
	const rendering = own.then(renderingOf).finally(() => underWay.delete(page));
	underWay.set(
		page,
		rendering.catch(() => null)
	);
	const shared = await rendering;
	return shared ? new Response(shared.body, shared) : own;
}

/** Null when it may be theirs alone who asked first: a cookie, an error with its id, somewhere else to go. */
async function renderingOf(response: Response): Promise<Rendering | null> {
	const { status, headers } = response;
	if (status !== 200 || headers.has('set-cookie') || !headers.get('content-type')?.startsWith('text/html')) return null;
	return { body: await response.text(), status, headers: [...headers] };
}
