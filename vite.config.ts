import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { palabreDevelopment } from './src/server/development.ts';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
			cookieName: 'palabre-langue',
			emitTsDeclarations: true
		}),
		palabreDevelopment(),
		sveltekit()
	],
	build: { target: 'es2022', rollupOptions: { onwarn: failOnMissingMessages } }
});

/** Paraglide compiles zero messages when its plugin cannot load, and the build still "succeeds". */
function failOnMissingMessages(warning: { code?: string; message: string }, next: (w: never) => void) {
	if (warning.code === 'IMPORT_IS_UNDEFINED') throw new Error(warning.message);
	next(warning as never);
}
