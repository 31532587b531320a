/**
 * How the messages become functions: the same options for Vite and for the checks, which need the
 * functions without a build (`node messages/compile.ts`).
 */
import { pathToFileURL } from 'node:url';
import { compile, type CompilerOptions } from '@inlang/paraglide-js';

export const paraglide = {
	project: './project.inlang',
	outdir: './src/lib/paraglide',
	strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
	cookieName: 'palabre-langue',
	emitTsDeclarations: true
} satisfies CompilerOptions;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await compile(paraglide);
