import { readdirSync, readFileSync } from 'node:fs';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { paraglide } from './messages/compile.ts';
import { palabreDevelopment } from './src/server/development.ts';
import { compilerOptions, preprocess } from './svelte.config.js';

/** Every page is bundled; those that ask for no script (src/routes/+layout.ts) are never sent. */
const source = new URL('src/', import.meta.url).pathname;
const routes = `${source}routes/`;
const sent = new Set(
	readdirSync(routes, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+page.ts') && readFileSync(routes + file, 'utf8').includes('csr = true'))
		.map((file) => routes + file.replace(/ts$/, 'svelte'))
);
const isSent = (id: string) => sent.has(id) || /\+(layout|error)\.svelte$/.test(id);

interface Modules {
	getModuleInfo(id: string): { importers: string[]; dynamicImporters: string[] } | null;
}
const reached = new Map<string, boolean>();

/** Whether a page that is sent leads to this module. */
function isShipped(id: string, modules: Modules): boolean {
	const known = reached.get(id);
	if (known !== undefined) return known;
	// Modules that import each other.
	reached.set(id, false);
	const found = isSent(id) || (modules.getModuleInfo(id)?.importers ?? []).some((one) => isShipped(one, modules));
	reached.set(id, found);
	return found;
}

/** Words are reached through one index: only those that a page that is sent says are sent with it. */
let said: Set<string> | undefined;
function isSaid(key: string, modules: Modules): boolean {
	said ??= new Set(
		readdirSync(source, { recursive: true, encoding: 'utf8' })
			.map((file) => source + file)
			.filter((file) => /\.(svelte|ts)$/.test(file) && modules.getModuleInfo(file) && isShipped(file, modules))
			.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bm\.(\w+)/g)].map(([, word]) => word ?? ''))
	);
	return said.has(key);
}

function commonWhereShipped(id: string, modules: Modules): 'common' | null {
	const key = /\/paraglide\/messages\/(\w+)\.js$/.exec(id)?.[1];
	if (key && !key.startsWith('_') && !isSaid(key, modules)) return null;
	return isShipped(id, modules) ? 'common' : null;
}

/** Paraglide makes the rules of plurals anew for each message, which costs twenty times what they do. */
const keptPluralRules = {
	name: 'palabre-kept-plural-rules',
	transform(code: string, id: string) {
		if (!id.endsWith('/paraglide/registry.js')) return null;
		const made = 'new Intl.PluralRules(locale, options).select';
		if (!code.includes(made)) throw new Error('Paraglide writes its plurals otherwise: see whether they are kept.');
		const kept = '(kept[locale + (options?.type ?? "")] ??= new Intl.PluralRules(locale, options)).select';
		return { code: `const kept = {};\n${code.replace(made, kept)}`, map: null };
	}
};

export default defineConfig({
	plugins: [paraglideVitePlugin(paraglide), keptPluralRules, palabreDevelopment(), sveltekit()],
	// Scripts that stand outside SvelteKit hold components too; their styles came with the page.
	worker: {
		format: 'es',
		plugins: () => [
			svelte({
				configFile: false,
				emitCss: false,
				preprocess,
				compilerOptions: { ...compilerOptions, css: 'external' }
			})
		]
	},
	build: { target: 'es2022', rollupOptions: { onwarn: failOnMissingMessages } },
	environments: {
		client: {
			build: {
				rolldownOptions: {
					output: {
						// Requests are what 2G pays for: what most pages with a script share travels in two files.
						codeSplitting: {
							groups: [
								{
									name: 'vendor',
									test: /node_modules[\\/](svelte|@sveltejs|esm-env|clsx|devalue)|\.svelte-kit[\\/]generated/,
									minShareCount: 2
								},
								{ name: commonWhereShipped, test: /src[\\/]lib[\\/]/, minShareCount: 3 }
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
