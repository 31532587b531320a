import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/**
 * Who may import whom (docs/architecture.md): routes and hooks → slices → platform; slices along one
 * order. A slice that needs another which comes later has found something that belongs in `routes`.
 */
const order = [
	'people',
	'network',
	'organisations',
	'spaces',
	'invitations',
	'files',
	'resources',
	'threads',
	'chat',
	'documents',
	'agenda',
	'notifications',
	'search',
	'moderation'
];

const sliceRules = order.map((slice, position) => ({
	files: [`src/lib/${slice}/**`],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: [
					...(position + 1 < order.length
						? [
								{
									group: order.slice(position + 1).map((later) => `$lib/${later}/*`),
									message: `${slice} comes before it (docs/architecture.md § Who may import whom). Let the two meet in src/routes, or move what they share down to the earlier one.`
								}
							]
						: []),
					{
						group: ['**/routes/**'],
						message: 'Routes import slices, never the reverse: move what is shared into the slice.'
					}
				]
			}
		]
	}
}));

export default typescript.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'node_modules/',
			'src/lib/paraglide/',
			'src/lib/platform/database.types.ts',
			'data/',
			'bench-out/'
		]
	},
	js.configs.recommended,
	...typescript.configs.recommended,
	...svelte.configs['flat/recommended'],
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
			],
			'@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
			// TypeScript knows better, and `App` is a namespace.
			'no-undef': 'off',
			// Addresses are ours and relative; there is no base path.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: typescript.parser, svelteConfig } }
	},
	{
		files: ['src/lib/platform/**'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							group: order.map((slice) => `$lib/${slice}/*`),
							message: 'The platform knows no domain: this belongs in a slice, or the slice hands it over.'
						}
					]
				}
			]
		}
	},
	{
		files: ['src/server/**'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							group: ['$lib/*', '**/lib/!(platform)/**'],
							message:
								'The process stands beside the application: it imports its own folder, the configuration and the runtime.'
						}
					]
				}
			]
		}
	},
	...sliceRules
);
