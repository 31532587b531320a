import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../src/lib/people/device';

/** As these browsers say it (MDN, « User-Agent »); versions do not matter. */
const devices: [userAgent: string | null, browser: string | null, system: string | null][] = [
	[
		'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
		'Chrome',
		'Android'
	],
	['Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/118.0 Firefox/118.0', 'Firefox', 'Android'],
	[
		'Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/22.0 Chrome/111.0.5563.116 Mobile Safari/537.36',
		'Samsung Internet',
		'Android'
	],
	['Opera/9.80 (Android; Opera Mini/12.0.1987/37.7327; U; pl) Presto/2.12.423 Version/12.16', 'Opera Mini', 'Android'],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
		'Safari',
		'iPhone'
	],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0',
		'Edge',
		'Windows'
	],
	[
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
		'Safari',
		'Mac'
	],
	['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox', 'Linux'],
	['curl/8.5.0', null, null],
	['', null, null],
	[null, null, null]
];

describe('a device', () => {
	it.each(devices)('is recognised in « %s »', (userAgent, browser, system) => {
		expect(deviceOf(userAgent)).toEqual({ browser, system });
	});
});
