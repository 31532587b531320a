/**
 * One renewal per refresh token, whoever asks for it: a browser that wakes up with five tabs sends five
 * requests with the same expired session. Supabase takes a token that was used twice for a stolen one, and
 * closes the session; an answer that the network lost is asked for again with the same token.
 */

interface Renewal {
	status: number;
	headers: Headers;
	body: string;
}

/** As long as a page may take to reach a phone on 2G; what is renewed lives ten minutes. */
const milliseconds = 60_000;
const renewals = new Map<string, Promise<Renewal>>();

/** @returns `ask`, by which several who renew the same session share one answer. */
export function sharingRenewals(ask: typeof fetch): typeof fetch {
	return async (input, init) => {
		const address = input instanceof Request ? input.url : String(input);
		if (!address.includes('/token?grant_type=refresh_token')) return ask(input, init);
		const given = String(init?.body);
		let renewal = renewals.get(given);
		if (!renewal) {
			renewal = ask(input, init).then(async (answer) => ({
				status: answer.status,
				headers: answer.headers,
				body: await answer.text()
			}));
			renewals.set(given, renewal);
			void forgetLater(given, renewal);
		}
		const { status, headers, body } = await renewal;
		return new Response(body, { status, headers });
	};
}

/** A refusal, or a database that was away, is asked for again. */
async function forgetLater(given: string, renewal: Promise<Renewal>): Promise<void> {
	const forget = () => renewals.delete(given);
	const renewed = await renewal.then(
		({ status }) => status === 200,
		() => false
	);
	if (renewed) setTimeout(forget, milliseconds).unref();
	else forget();
}
