/** The text of a document: what Yjs shares, what is read of it, and what is typed in Markdown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { headingsOf, toHtml } from '../../../src/lib/documents/content/html';
import { toMarkdown } from '../../../src/lib/documents/content/markdown';
import { mentionsIn, spelledOut } from '../../../src/lib/documents/content/mention';
import { parseMarkdown } from '../../../src/lib/documents/content/parse.server';
import { toPlain } from '../../../src/lib/documents/content/plain';
import { block, fragmentOf, treeOf, write, type Part } from '../../../src/lib/documents/content/tree';

const words = {
	decision: 'Décision',
	note: 'À noter',
	image: 'Image :',
	mentions: {
		person: 'une personne',
		organisation: 'une organisation',
		resource: 'une ressource',
		thread: 'une discussion',
		event: 'un rendez-vous'
	}
};
const run = (text: string, marks = {}) => ({ text, marks });

/** As another editor receives it. */
function shared(parts: Part[]): Part[] {
	const one = new Y.Doc();
	write(fragmentOf(one), parts);
	const other = new Y.Doc();
	Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
	return treeOf(fragmentOf(other));
}

const minutes = `## Décisions

Le comité **retient** *trois* dates, ~~quatre~~ \`cinq\` : [le programme](<https://example.org/a_b>).

- une salle
- un bus

  qui part à 8 h

1. lundi
2. mardi

- [x] écrire
- [ ] relire

> Ce que dit la charte.

| Quoi | Qui |
| --- | --- |
| Salle | Ville |

---

\`\`\`
a < b
\`\`\`
`;

describe('a text in Markdown', () => {
	it('comes back as it was, through what is shared', () => {
		expect(toMarkdown(shared(parseMarkdown(minutes)), words)).toBe(minutes);
	});

	it('is read as HTML', () => {
		const html = toHtml(shared(parseMarkdown(minutes)), words);
		expect(html).toContain('<h2 id="s1">Décisions</h2>');
		expect(html).toContain('<strong>retient</strong> <em>trois</em> dates, <s>quatre</s> <code>cinq</code>\u00a0: <a ');
		expect(html).toContain('qui part à 8\u00a0h<');
		expect(html).toContain('<li class="task"><label><input type="checkbox" disabled checked> écrire</label></li>');
		expect(html).toContain('<th scope="col">Quoi</th>');
		expect(html).toContain('<pre><code>a &lt; b</code></pre>');
		expect(html).toContain('<a href="https://example.org/a_b" rel="noopener nofollow ugc">');
	});

	it('is said in words, a block a line', () => {
		expect(toPlain(parseMarkdown(minutes)).split('\n').slice(0, 4)).toEqual([
			'Décisions',
			'Le comité retient trois dates, quatre cinq : le programme.',
			'une salle',
			'un bus'
		]);
		expect(toPlain(parseMarkdown(minutes))).toContain('\nSalle Ville\n');
	});

	it('never changes once it was written, whatever was typed', () => {
		const typed = fc.array(
			fc.record({
				kind: fc.constantFrom('paragraph', 'heading', 'bulletList', 'orderedList', 'blockquote'),
				text: fc.string({ unit: fc.constantFrom(...'ab 1.)-+*_`[]<>#|~\\&!é\n'), maxLength: 12 }),
				mark: fc.constantFrom('bold', 'italic', 'strike', 'code', undefined)
			}),
			{ maxLength: 5 }
		);
		fc.assert(
			fc.property(typed, (blocks) => {
				const once = toMarkdown(blocks.map(made), words);
				expect(toMarkdown(parseMarkdown(once), words)).toBe(once);
			}),
			{ numRuns: 2000, seed: 7 }
		);
	});
});

function made({ kind, text, mark }: { kind: string; text: string; mark: string | undefined }): Part {
	const words = [run(text, mark ? { [mark]: {} } : {})];
	if (kind === 'paragraph') return block(kind, words);
	if (kind === 'heading') return block(kind, words, { level: 3 });
	if (kind === 'blockquote') return block(kind, [block('paragraph', words)]);
	return block(kind, [block('listItem', [block('paragraph', words)])]);
}

describe('what a client sends', () => {
	it('is never a tag, an attribute or an address that is not listed', () => {
		const hostile = new Y.Doc();
		write(fragmentOf(hostile), [
			block('script', [run('alert(1)')]),
			block('paragraph', [run('<img src=x onerror=alert(1)>', { link: { href: 'javascript:alert(1)' } })], {
				onclick: 'alert(1)'
			}),
			block('heading', [run('Titre')], { level: '9"><script>' }),
			block('tableCell', [run('x')], { colspan: '2" onclick="alert(1)', rowspan: 9999 }),
			block('paragraph', [run('lien', { link: { href: 'https://ici.example"onclick="x' } })]),
			block('paragraph', [run('faux', { link: { href: 'https://palabre.org@autre.example' } })])
		]);
		const html = toHtml(treeOf(fragmentOf(hostile)), words);
		expect(html).not.toMatch(/<script|<img|javascript:/);
		expect(html.replace(/"[^"]*"/g, '')).not.toMatch(/<[^>]*on\w+=/);
		expect(html).toContain('<h2 id="s1">Titre</h2>');
		expect(html).toContain('href="https://ici.example&quot;onclick=&quot;x"');
		expect(html).not.toContain('autre.example"');
		expect(html).toContain('alert(1)');
	});

	it('can be stored, and says nothing of itself that is not listed', () => {
		const odd = new Y.Doc();
		const paragraph = block('heading', [run('Un\0 deux \ud800')], { level: 3, kind: 'x\0', style: 'color: red' });
		write(fragmentOf(odd), [paragraph]);
		(fragmentOf(odd).get(0) as Y.XmlElement).setAttribute('start', { many: 'things' } as unknown as string);
		expect(treeOf(fragmentOf(odd))).toEqual([block('heading', [run('Un deux \ufffd')], { level: 3, kind: 'x' })]);
	});

	it('is not followed deeper than anybody writes', () => {
		const deep = new Y.Doc();
		let inner: Part = block('paragraph', [run('fond')]);
		for (let depth = 0; depth < 200; depth += 1) inner = block('blockquote', [inner]);
		write(fragmentOf(deep), [inner]);
		expect(toHtml(treeOf(fragmentOf(deep)), words)).not.toContain('fond');
	});
});

it('names its headings in order', () => {
	const parts = parseMarkdown('# Un\n\n> ### Deux\n\n##### Trois');
	expect(headingsOf(parts)).toEqual([
		{ level: 2, text: 'Un', anchor: 's1' },
		{ level: 3, text: 'Deux', anchor: 's2' },
		{ level: 4, text: 'Trois', anchor: 's3' }
	]);
});

it('says what a callout is', () => {
	const parts = [block('callout', [block('paragraph', [run('Le 13 novembre.')])], { kind: 'decision' })];
	expect(toHtml(parts, words)).toContain('<p class="callout-title">Décision</p><p>Le 13 novembre.</p>');
	expect(toMarkdown(parts, words)).toBe('> **Décision**\n>\n> Le 13 novembre.\n');
});

it('knows a callout that was written in Markdown', () => {
	const parts = [
		block('callout', [block('paragraph', [run('Le 13 novembre.')])], { kind: 'decision' }),
		block('blockquote', [block('paragraph', [run('Ce que dit la '), run('charte', { bold: {} }), run('.')])])
	];
	expect(parseMarkdown(toMarkdown(parts, words), words)).toEqual(parts);
});

it('never makes what the editor would throw away', () => {
	expect(parseMarkdown('- - un\n- ```\n  x\n  ```\n\n>')).toEqual([
		block('bulletList', [
			block('listItem', [
				block('paragraph'),
				block('bulletList', [block('listItem', [block('paragraph', [run('un')])])])
			]),
			block('listItem', [block('paragraph'), block('codeBlock', [run('x')])])
		]),
		block('blockquote', [block('paragraph')])
	]);
});

describe('what a text names', () => {
	const id = '019b76da-a800-7000-8000-000000000001';
	const parts = [block('paragraph', [run('Voir '), block('mention', [], { kind: 'resource', id }), run('.')])];

	it('is called as its reader may see it, and nothing otherwise', () => {
		expect(
			toHtml(parts, words, {
				mention: () => ({ name: 'Un <guide>', href: '/ressources/un-guide' }),
				picture: () => undefined
			})
		).toBe('<p>Voir <a class="at" href="/ressources/un-guide">@Un &lt;guide&gt;</a>.</p>');
		expect(toHtml(parts, words)).toBe('<p>Voir <span class="at">une ressource</span>.</p>');
	});

	it('is spelled out where words alone are read', () => {
		const seen = () => ({ name: 'Un guide', href: '/ressources/un-guide' });
		expect(toPlain(spelledOut(parts, words.mentions))).toBe('Voir une ressource.');
		expect(toPlain(spelledOut(parts, words.mentions, seen))).toBe('Voir @Un guide.');
		const list = block('bulletList', [block('listItem', parts)]);
		const table = block('table', [block('tableRow', [block('tableCell', [list])])]);
		expect(toMarkdown([table], words)).toContain('| Voir une ressource. |');
	});

	it('is written by its id, and comes back', () => {
		const written = `Voir [@une ressource](resource:${id}).\n`;
		expect(toMarkdown(shared(parts), words)).toBe(written);
		expect(parseMarkdown(written)).toEqual(parts);
		expect(mentionsIn(shared(parts))).toEqual([{ kind: 'resource', id }]);
	});

	it('is nothing when it is no id', () => {
		const odd = [block('paragraph', [block('mention', [], { kind: 'script', id: '"><b>' })])];
		expect(toHtml(shared(odd), words)).toBe('<p></p>');
		expect(mentionsIn(odd)).toEqual([]);
	});
});

describe('a picture', () => {
	const file = '019b76da-a800-7000-8000-000000000002';
	const parts = [block('image', [], { file, alt: 'La salle [comble] "avant"' })];
	const picture = () => ({ address: '/images/1', width: 800, height: 600, widths: [320, 640] });

	it('is shown at the widths that were made of it, with its words', () => {
		expect(toHtml(shared(parts), words, { mention: () => undefined, picture })).toBe(
			'<figure><img src="/images/1/640.webp" srcset="/images/1/320.webp 320w, /images/1/640.webp 640w"' +
				' sizes="(min-width: 64rem) 44rem, 92vw" width="800" height="600" alt="La salle [comble] &quot;avant&quot;"' +
				' loading="lazy" decoding="async"></figure>'
		);
	});

	it('is its words for who may not see it, and nothing without words', () => {
		expect(toHtml(parts, words)).toBe('<p class="at">Image : La salle [comble] &quot;avant&quot;</p>');
		const odd = [block('image', [], { file, alt: ' ' }), block('image', [], { file: '../x', alt: 'Oui' })];
		expect(toHtml(shared(odd), words, { mention: () => undefined, picture })).toBe('');
		expect(toPlain(parts)).toBe('La salle [comble] "avant"');
	});

	it('is written in Markdown, and comes back', () => {
		const written = `![La salle \\[comble\\] "avant"](image:${file})\n`;
		expect(toMarkdown(parts, words)).toBe(written);
		expect(parseMarkdown(written)).toEqual(parts);
	});
});
