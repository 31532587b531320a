import { pino } from 'pino';
import type { Configuration } from '../lib/platform/config.server.ts';
import type { Log } from '../lib/platform/runtime.server.ts';

/**
 * One line of JSON per event, on the standard output, without personal data: no address, no name,
 * no body, no query string. People are written by their id.
 */
export function openLog(level: Configuration['logLevel']): Log {
	return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
}
