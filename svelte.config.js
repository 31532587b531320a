import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/*
 * The one inline script, which registers the service worker: allowed by its own hash, since pages
 * without other script have no nonce.
 */
const [, inlineScript = ''] =
	/<script>([^]*?)<\/script>/.exec(readFileSync(new URL('src/app.html', import.meta.url), 'utf8')) ?? [];
/** @type {`sha256-${string}`} */
const inlineScriptHash = `sha256-${createHash('sha256').update(inlineScript).digest('base64')}`;

export const preprocess = vitePreprocess();
/** @type {import('@sveltejs/kit').Config['compilerOptions']} */
export const compilerOptions = { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) };

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess,
	compilerOptions,
	kit: {
		adapter: adapter({ precompress: true }),
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['self'],
				'script-src': ['self', inlineScriptHash],
				'style-src': ['self'],
				// SvelteKit hides its announcer of pages with a style attribute.
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none']
			}
		},
		inlineStyleThreshold: 0,
		// Pages without script need it too: src/app.html registers it.
		serviceWorker: { register: false },
		version: { pollInterval: 0 }
	}
};
