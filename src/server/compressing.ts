/** Answers compressed as they leave, by the library `compression`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';

export type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Brotli at 5: what a page gains above it is less than the time that it takes. */
export function compressing(handler: Handler): (request: IncomingMessage, response: ServerResponse) => void {
	const compress = compression({
		brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
	}) as unknown as Handler;
	return (request, response) =>
		compress(request, response, () => {
			waitOnce(response);
			handler(request, response, () => {});
		});
}

/**
 * `compression` hands who waits for « drain » to its own stream, which `removeListener` does not know: each
 * pause of a long spreadsheet left one more listener. One listens for all, and each is told once.
 */
function waitOnce(response: ServerResponse): void {
	const once = response.once.bind(response);
	let waiting: (() => void)[] = [];
	response.on('drain', () => {
		const told = waiting;
		waiting = [];
		for (const tell of told) tell();
	});
	response.once = (event: string | symbol, listener: Parameters<typeof once>[1]) => {
		if (event !== 'drain') return once(event, listener);
		waiting.push(listener);
		return response;
	};
}
