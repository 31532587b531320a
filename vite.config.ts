import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { paraglide } from './messages/compile.ts';
import { palabreDevelopment } from './src/server/development.ts';

export default defineConfig({
	plugins: [paraglideVitePlugin(paraglide), palabreDevelopment(), sveltekit()],
	build: { target: 'es2022', rollupOptions: { onwarn: failOnMissingMessages } },
	environments: {
		client: {
			build: {
				rolldownOptions: {
					output: {
						// Requests are what 2G pays for: what most pages share travels in two files.
						codeSplitting: {
							groups: [
								{
									name: 'vendor',
									test: /node_modules[\\/](svelte|@sveltejs|esm-env|clsx|devalue)|\.svelte-kit[\\/]generated/,
									minShareCount: 2
								},
								{ name: 'common', test: /src[\\/]lib[\\/]/, minShareCount: 3 }
							]
						}
					}
				}
			}
		}
	}
});

/** Paraglide compiles zero messages when its plugin cannot load, and the build still "succeeds". */
function failOnMissingMessages(warning: { code?: string; message: string }, next: (w: never) => void) {
	if (warning.code === 'IMPORT_IS_UNDEFINED') throw new Error(warning.message);
	next(warning as never);
}
