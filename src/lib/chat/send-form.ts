/**
 * Sends the form of the page without leaving it. The answer is the page: it says why in words.
 * @returns why it was refused, empty when nobody answered; nothing when it was done.
 */
export async function sendForm(action: string, body: FormData): Promise<string | undefined> {
	const headers = { accept: 'text/html' };
	const answer = await fetch(action, { method: 'POST', body, headers, redirect: 'manual' }).catch(() => null);
	if (answer?.type === 'opaqueredirect') return undefined;
	const page = new DOMParser().parseFromString((await answer?.text().catch(() => '')) ?? '', 'text/html');
	return page.getElementById('probleme')?.textContent ?? '';
}
