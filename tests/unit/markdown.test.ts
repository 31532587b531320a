import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdownToText, mentionsIn, renderMarkdown, type MentionResolver } from '$lib/platform/markdown.server';

const AWA = '018f0000-0000-7000-8000-000000000001';
const BONDOUFLE = '018f0000-0000-7000-8000-00000000000b';
const directory: MentionResolver = ({ kind, id }) =>
	kind === 'person' && id === AWA ? { href: '/annuaire/awa-traore', name: 'Awa Traoré' } : undefined;

/** Tags and attributes as a browser would read them, not as a pattern hopes them to be. */
const ELEMENT = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/g;
const ATTRIBUTES: Record<string, RegExp> = {
	a: /^(href|rel|class)$/,
	span: /^class$/,
	li: /^class$/,
	ol: /^start$/,
	th: /^(scope|class)$/,
	td: /^class$/,
	input: /^(type|disabled|checked)$/
};
const TAGS = new Set(
	'p br hr h2 h3 h4 h5 h6 strong em s a span code pre blockquote ul ol li label input table thead tbody tr th td'.split(
		' '
	)
);

function expectOnlyWhatIsAllowed(html: string): void {
	for (const [, , tag = '', attributes = ''] of html.matchAll(ELEMENT)) {
		expect(TAGS.has(tag), html).toBe(true);
		for (const [, name = '', value = ''] of attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)) {
			expect(ATTRIBUTES[tag]?.test(name) ?? false, `${tag} ${name}: ${html}`).toBe(true);
			if (name === 'href') expect(value, html).toMatch(/^(https?:\/\/|mailto:|(?!\/\/)[^:]*($|[/?#]))/i);
		}
	}
	// What is left once the elements are gone is text: no sign that opens one.
	expect(html.replace(ELEMENT, ''), html).not.toMatch(/[<>]/);
}

describe('Markdown', () => {
	test('is CommonMark with strikethrough', () => {
		expect(renderMarkdown('**gras** *italique* `code` ~~barré~~')).toBe(
			'<p><strong>gras</strong> <em>italique</em> <code>code</code> <s>barré</s></p>'
		);
		expect(renderMarkdown('> cité\n\n1. un\n2. deux\n\n3) trois')).toContain('<ol start="3">');
		expect(renderMarkdown('```js\nlet a = 1 < 2;\n```')).toBe('<pre><code>let a = 1 &lt; 2;\n</code></pre>');
	});

	test('has tables whose headers say what they head', () => {
		const html = renderMarkdown('| Pays | Montant |\n|:--:|--:|\n| Mali | 12 500 |');
		expect(html).toContain('<th class="align-center" scope="col">Pays</th>');
		expect(html).toContain('<td class="align-right">12\u00a0500</td>');
		expect(html).not.toContain('style');
	});

	test('has task lists, each box named by its own text', () => {
		const html = renderMarkdown('- [ ] réserver la salle\n- [x] **inviter** [Kayes](/annuaire/kayes)\n- [ ]\n- simple');
		expect(html).toContain('<li class="task"><label><input type="checkbox" disabled /> réserver la salle</label></li>');
		expect(html).toContain(
			'<label><input type="checkbox" disabled checked /> <strong>inviter</strong> <a href="/annuaire/kayes">Kayes</a></label>'
		);
		expect(html).toContain('<li>[ ]</li>');
		expect(html).toContain('<li>simple</li>');
	});

	test('links bare addresses, and no sentence whose full stop lost its space', () => {
		const html = renderMarkdown(
			'Voir https://exemple.org/a?b=1&c=2, www.ritimo.org ou contact@exemple.org. Lu README.md.Il est arrivé.il part'
		);
		expect(html.match(/href="[^"]*"/g)).toEqual([
			'href="https://exemple.org/a?b=1&amp;c=2"',
			'href="http://www.ritimo.org"',
			'href="mailto:contact@exemple.org"'
		]);
	});

	test('sends other sites no credit and no window, and ours plainly', () => {
		expect(renderMarkdown('[a](https://exemple.org "Cliquez")')).toBe(
			'<p><a href="https://exemple.org" rel="noopener nofollow ugc">a</a></p>'
		);
		expect(renderMarkdown('[a](/ressources) [b](#suite) [c](?page=2) [d](autre/page)')).toBe(
			'<p><a href="/ressources">a</a> <a href="#suite">b</a> <a href="?page=2">c</a> <a href="autre/page">d</a></p>'
		);
	});

	test('shows a picture from elsewhere as a link', () => {
		expect(renderMarkdown('![La carte](https://exemple.org/carte.png)')).toBe(
			'<p><a href="https://exemple.org/carte.png" rel="noopener nofollow ugc">La carte</a></p>'
		);
		expect(renderMarkdown('![](/a.png) [![logo](b.png)](/c)')).toBe(
			'<p><a href="/a.png">/a.png</a> <a href="/c">logo</a></p>'
		);
	});

	test('keeps the spaces of French punctuation and numbers on their line, and code as it is', () => {
		expect(
			renderMarkdown('Alors : « oui », à 12 000 € (50 %) ? Le 12 300 fois ; [là : ici](/a) `a : b` x :y').replaceAll(
				'\u00a0',
				'~'
			)
		).toBe(
			'<p>Alors~: «~oui~», à 12~000~€ (50~%)~? Le 12~300 fois~; <a href="/a">là~: ici</a> <code>a : b</code> x :y</p>'
		);
	});

	test('is the same each time, so that it can be kept', () => {
		const source = '# A\n\n[@Awa](person:018f0000-0000-7000-8000-000000000001)\n\n- [ ] b';
		expect(renderMarkdown(source, { mention: directory })).toBe(renderMarkdown(source, { mention: directory }));
	});
});

describe('headings', () => {
	const levels = (source: string, headingFrom?: number) =>
		[...renderMarkdown(source, { headingFrom }).matchAll(/<h(\d)>/g)].map(([, level]) => Number(level));

	test('begin at the level of the page, whichever was typed first', () => {
		expect(levels('# A\n\n## B\n\n# C')).toEqual([3, 4, 3]);
		expect(levels('## A\n\n### B')).toEqual([3, 4]);
		expect(levels('# A\n\n## B', 2)).toEqual([2, 3]);
		expect(levels('Titre\n=====\n\nAutre\n-----', 4)).toEqual([4, 5]);
	});

	test('skip no level on the way down, and stop at six', () => {
		expect(levels('# A\n\n#### B\n\n##### C')).toEqual([3, 4, 5]);
		expect(levels('# A\n\n## B\n\n### C\n\n#### D', 5)).toEqual([5, 6, 6, 6]);
	});
});

describe('what was rendered is kept', () => {
	const typed = `Bonjour [@Awa](person:${AWA})`;
	test('but for what each reader may see of whom it names', () => {
		expect(renderMarkdown(typed, { mention: directory })).toContain('Awa Traoré');
		expect(renderMarkdown(typed, { mention: () => undefined })).not.toContain('Awa Traoré');
		expect(renderMarkdown(typed)).not.toContain('/annuaire/');
	});

	test('for the level of its headings, however many texts come between', () => {
		expect(renderMarkdown('# Ordre du jour', { headingFrom: 4 })).toContain('<h4>');
		expect(renderMarkdown('# Ordre du jour', { headingFrom: 2 })).toContain('<h2>');
		for (let n = 0; n < 60; n++) renderMarkdown(`${n} ${'mot '.repeat(20_000)}`);
		expect(renderMarkdown('# Ordre du jour', { headingFrom: 4 })).toContain('<h4>');
	});
});

describe('a mention', () => {
	test('bears the name of today and leads to the directory', () => {
		expect(renderMarkdown(`Merci [@Quelqu'un](person:${AWA}) !`, { mention: directory })).toBe(
			'<p>Merci <a class="at" href="/annuaire/awa-traore">@Awa Traoré</a>\u00a0!</p>'
		);
	});

	test('is only a name when nobody knows, or the reader may not', () => {
		expect(renderMarkdown(`[@**Bondoufle**](organisation:${BONDOUFLE})`, { mention: directory })).toBe(
			'<p><span class="at">@Bondoufle</span></p>'
		);
		expect(renderMarkdown(`[@Awa](person:${AWA})`)).toBe('<p><span class="at">@Awa</span></p>');
	});

	test('is no way in: neither by its name nor by its address', () => {
		const hostile: MentionResolver = () => ({ href: 'javascript:alert(1)', name: '<img src=x onerror=alert(1)>' });
		const html = renderMarkdown(`[@x](person:${AWA})`, { mention: hostile });
		expect(html).toBe('<p><a class="at">@&lt;img src=x onerror=alert(1)&gt;</a></p>');
		expect(renderMarkdown('[@x](person:1) [@y](person:javascript)')).toBe(
			'<p>[@x](person:1) [@y](person:javascript)</p>'
		);
	});

	test('is listed once, for those who must be told', () => {
		const source = `[@Awa](person:${AWA.toUpperCase()}) et [@B](organisation:${BONDOUFLE})\n\n- [@A](person:${AWA})\n\n\`[@C](person:${BONDOUFLE})\``;
		expect(mentionsIn(source)).toEqual([
			{ kind: 'person', id: AWA },
			{ kind: 'organisation', id: BONDOUFLE }
		]);
	});
});

describe('what would run is shown as the text it is', () => {
	test.each([
		'[a](javascript:alert(1))',
		'[a](JaVaScRiPt:alert(1))',
		'[a](java\nscript:alert(1))',
		'[a](&#106;avascript:alert(1))',
		'[a](java&#x0a;script:alert(1))',
		'[a](\u0001javascript:alert(1))',
		'[a]( javascript:alert(1))',
		'[a](<javascript:alert(1)>)',
		'[a](vbscript:msgbox(1))',
		'[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
		'[a](data:image/svg+xml,<svg onload=alert(1)>)',
		'[a](file:///etc/passwd)',
		'[a](blob:https://exemple.org/1)',
		'[a](//exemple.org)',
		'[a](https:exemple.org)',
		'[a](http:exemple.org)',
		'[a](https://palabre.org@exemple.org)',
		'![a](javascript:alert(1))',
		'![a"onerror=alert(1)](https://a.org/"onerror="alert(1))',
		'[a][b]\n\n[b]: javascript:alert(1)',
		'<javascript:alert(1)>',
		'<script>alert(1)</script>',
		'<img src=x onerror=alert(1)>',
		'<svg/onload=alert(1)>',
		'<a href="javascript:alert(1)">a</a>',
		'<iframe srcdoc="<script>alert(1)</script>">',
		'<scr<script>ipt>alert(1)</scr</script>ipt>',
		'<!--><img src=x onerror=alert(1)>-->',
		'[<img src=x onerror=alert(1)>](https://a.org)',
		'[a](https://a.org "onmouseover=alert(1)")',
		'[a](https://a.org/"onmouseover="alert(1))',
		'`<script>alert(1)</script>`',
		'```"><script>alert(1)</script>\na\n```',
		'| <script> |\n|--|\n| <img src=x onerror=alert(1)> |',
		'- [x] <img src=x onerror=alert(1)>',
		'# <svg onload=alert(1)>',
		'https://a.org/<script>alert(1)</script>',
		'https://a.org/"onclick="alert(1)',
		'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
		'> > > <details open ontoggle=alert(1)>',
		'\u0000<script\u0000>alert(1)</script>'
	])('%j', (source) => {
		expectOnlyWhatIsAllowed(renderMarkdown(source, { mention: directory }));
	});

	test('whatever is typed', () => {
		const bits = fc.constantFrom(
			'<',
			'>',
			'"',
			"'",
			'&',
			'[',
			']',
			'(',
			')',
			'!',
			'`',
			'|',
			'-',
			'#',
			'*',
			'_',
			'~',
			':',
			'\\',
			'/',
			'\n',
			'\n\n',
			'    ',
			' ',
			'a',
			'javascript:',
			'data:',
			'https://',
			'www.',
			'//',
			'a@b.fr',
			'<script>',
			'<img src=x onerror=',
			'onclick=',
			'style=',
			'- [ ] ',
			'|-|-|\n',
			'&#x6a;',
			'&lt;',
			`person:${AWA}`,
			'\u202e',
			'\u0000',
			'```',
			'![',
			'](',
			'<!--',
			']]>'
		);
		fc.assert(
			fc.property(
				fc.array(fc.oneof({ weight: 4, arbitrary: bits }, fc.string({ maxLength: 5 })), { maxLength: 60 }),
				(typed) => {
					expectOnlyWhatIsAllowed(renderMarkdown(typed.join(''), { mention: directory }));
				}
			),
			{ numRuns: 2000 }
		);
	}, 30_000);
});

describe('the words alone', () => {
	test('keep what is read, and leave the signs', () => {
		const source = `# Titre\n\nBonjour **à tous** et [@Awa](person:${AWA}),\nvoici [le lien](https://a.org).\n\n- [x] fait\n- deux\n\n| A | B |\n|--|--|\n| 1 | 2 |\n\n![La carte](https://a.org/c.png) &amp; l&#39;eau\n\n\`\`\`\ncode\n\`\`\``;
		expect(markdownToText(source)).toBe(
			"Titre\nBonjour à tous et @Awa, voici le lien.\nfait\ndeux\nA B\n1 2\nLa carte & l'eau\ncode"
		);
	});

	test('of nothing are nothing', () => {
		expect(markdownToText('')).toBe('');
		expect(renderMarkdown('  \n ')).toBe('');
	});
});

describe('what was typed to take the time of the server', () => {
	const many = (text: string, length = 95_000) => text.repeat(Math.floor(length / text.length));

	test.each([
		['quotes', many('>')],
		['lists', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
		['brackets', many('[')],
		['pictures', many('![')],
		['pairs', many('[', 40_000) + many(']', 40_000)],
		['links', many('[a](')],
		['stars', many('**a*')],
		['underscores', many('_*')],
		['backticks', Array.from({ length: 400 }, (_, count) => '`'.repeat(count)).join(' ')],
		['addresses', many('http://')],
		['mails', many('a@b.c ')],
		['tables', many('a|b\n-|-\n')],
		['a wide table', `${many('|a', 4000)}\n${many('|-', 4000)}\n${many('|\n', 80_000)}`],
		['references', many('[a\n')],
		['entities', many('&#')],
		['tags', many('<a href="')],
		['one word', many('a')]
	])('is rendered in bounded time: %s', { timeout: 15_000 }, (_, source) => {
		expectOnlyWhatIsAllowed(renderMarkdown(source));
	});

	test('ten thousand pasted lines are paragraphs of plain text', () => {
		const html = renderMarkdown('Une **ligne** <b>collée</b> depuis un tableur.\n'.repeat(10_000));
		expect(html.startsWith('<p>Une **ligne** &lt;b&gt;')).toBe(true);
		expectOnlyWhatIsAllowed(html);
	});
});
