/** What visitors ask for at the same time is rendered once; what is somebody's alone is never another's. */
import { describe, expect, it } from 'vitest';
import { shareRendering } from '$lib/platform/shared-renderings.server';

const html = { 'content-type': 'text/html' };

/** A page that is rendered when `finish` is called, with the number of times that it was asked for. */
function aPage(answer: () => Response = () => new Response('la page', { headers: html })) {
	let finish = () => {};
	const done = new Promise<void>((resolve) => (finish = resolve));
	const page = {
		times: 0,
		finish: () => finish(),
		render: async () => {
			page.times += 1;
			await done;
			return answer();
		}
	};
	return page;
}
const texts = async (asked: Promise<Response>[]) =>
	Promise.all((await Promise.all(asked)).map((answer) => answer.text()));

describe('a page of visitors', () => {
	it('is rendered once for all who ask meanwhile, each with headers of their own', async () => {
		const page = aPage();
		const asked = Array.from({ length: 20 }, () => shareRendering('fr /', page.render));
		page.finish();
		const [one, two] = await Promise.all(asked);
		one?.headers.set('x-request-id', '1');
		expect(two?.headers.get('x-request-id')).toBeNull();
		expect(two?.headers.get('content-type')).toBe('text/html');
		expect(new Set(await texts(asked))).toEqual(new Set(['la page']));
		expect(page.times).toBe(1);
	});

	it('is rendered anew for who asks afterwards: nobody reads what is no longer true', async () => {
		for (const times of [1, 2]) {
			const page = aPage(() => new Response(`la page ${times}`, { headers: html }));
			page.finish();
			expect(await texts([shareRendering('fr /', page.render)])).toEqual([`la page ${times}`]);
			expect(page.times).toBe(1);
		}
	});

	it('is another one at another address, in another language or theme', async () => {
		const [french, english] = [aPage(), aPage(() => new Response('the page', { headers: html }))];
		const asked = [shareRendering('fr /', french.render), shareRendering('en /', english.render)];
		french.finish();
		english.finish();
		expect(await texts(asked)).toEqual(['la page', 'the page']);
	});
});

describe('what may be of one person', () => {
	it.each([
		['a cookie', () => new Response('', { headers: { ...html, 'set-cookie': 'langue=fr' } })],
		['an error, with its id', () => new Response('', { status: 500, headers: html })],
		['somewhere else to go', () => new Response(null, { status: 303, headers: { location: '/connexion' } })],
		['what is no page', () => new Response('BEGIN:VCALENDAR', { headers: { 'content-type': 'text/calendar' } })]
	])('is made for each: %s', async (_, answer) => {
		const page = aPage(answer);
		const asked = [1, 2, 3].map(() => shareRendering('fr /x', page.render));
		page.finish();
		await Promise.all(asked);
		expect(page.times).toBe(3);
	});

	it('is made for each when the first one failed', async () => {
		let times = 0;
		const render = async () => {
			times += 1;
			await Promise.resolve();
			if (times === 1) throw new Error('the database is away');
			return new Response('la page', { headers: html });
		};
		const [first, second] = await Promise.allSettled([
			shareRendering('fr /y', render),
			shareRendering('fr /y', render)
		]);
		expect(first.status).toBe('rejected');
		expect(second).toMatchObject({ status: 'fulfilled' });
		expect(times).toBe(2);
	});
});
