import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Projects are the parts of `npm test`: `unit` needs nothing, the others a PostgreSQL of their own. */
export default defineConfig({
	plugins: [sveltekit()],
	test: {
		// Each file has a database of its own: PostgreSQL works while the other waits.
		maxWorkers: 2,
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['tests/unit/**/*.test.ts'],
					environment: 'node',
					// Pictures and archives, beside the suites that kill servers: seconds, where what never ends takes minutes.
					testTimeout: 30_000
				}
			},
			{
				extends: true,
				test: {
					name: 'rights',
					include: ['tests/rights/**/*.test.ts'],
					environment: 'node',
					globalSetup: 'tests/support/postgres.ts',
					testTimeout: 30_000,
					hookTimeout: 60_000
				}
			},
			{
				extends: true,
				test: {
					name: 'integration',
					include: ['tests/integration/**/*.test.ts'],
					environment: 'node',
					globalSetup: 'tests/support/postgres.ts',
					testTimeout: 120_000,
					hookTimeout: 120_000
				}
			}
		]
	}
});
