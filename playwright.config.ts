import { defineConfig } from '@playwright/test';
import { findChromium } from './tests/support/chromium.ts';

/** Journeys run twice, with and without JavaScript, on a phone; what is about width says its own. */
export default defineConfig({
	testDir: 'tests',
	outputDir: 'test-results',
	globalSetup: './tests/support/demonstration.ts',
	fullyParallel: true,
	workers: 2,
	retries: 0,
	timeout: 60_000,
	expect: { timeout: 10_000 },
	reporter: [['list']],
	use: {
		get baseURL() {
			return process.env['PALABRE_ORIGIN'];
		},
		locale: 'fr-FR',
		timezoneId: 'Europe/Paris',
		viewport: { width: 390, height: 844 },
		launchOptions: {
			executablePath: findChromium(),
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run'
			]
		}
	},
	projects: [
		{ name: 'journeys', testMatch: 'e2e/**/*.test.ts' },
		{
			name: 'journeys-without-script',
			testMatch: 'e2e/**/*.test.ts',
			grepInvert: /@script/,
			use: { javaScriptEnabled: false }
		},
		{ name: 'budget', testMatch: 'budget/**/*.test.ts' }
	]
});
