import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import { FileTrouble } from '$lib/files/file';
import { makeVariants, prepareOriginal } from '$lib/files/images.server';
import { joined, photo } from './documents';

// Real files, real processes: slow machines must not turn weight into failure.
vi.setConfig({ testTimeout: 120_000 });

const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
	sharp({
		create: { width, height, channels, background: { r: 20, g: 120, b: 90, alpha: 0.5 } },
		limitInputPixels: false
	});
const problem = (drawing: Promise<unknown>) =>
	drawing.then(
		() => undefined,
		(trouble: unknown) => (trouble instanceof FileTrouble ? trouble.problem : trouble)
	);

describe('the picture that is kept', () => {
	test('is upright, at most 1 600 pixels, and tells neither the place nor the owner', async () => {
		const taken = await photo(2000, 1500);
		expect((await sharp(taken).metadata()).exif?.includes('Aminata')).toBe(true);

		const kept = await prepareOriginal(taken, 'image/jpeg');
		const metadata = await sharp(kept.bytes).metadata();
		expect(kept).toMatchObject({ mediaType: 'image/jpeg', width: 1200, height: 1600 });
		expect(metadata).toMatchObject({ width: 1200, height: 1600, format: 'jpeg' });
		expect([metadata.exif, metadata.icc, metadata.xmp, metadata.iptc, metadata.orientation]).toEqual(
			Array(5).fill(undefined)
		);
		expect(Buffer.from(kept.bytes).includes('Aminata')).toBe(false);
		expect(Buffer.from(kept.bytes).includes('Exif')).toBe(false);
	});

	test('is never made larger', async () => {
		const bytes = await plain(200, 100).jpeg().toBuffer();
		expect(await prepareOriginal(bytes, 'image/jpeg')).toMatchObject({ width: 200, height: 100 });
	});

	test('leaves behind what was hidden after the last pixel', async () => {
		const hiding = joined(await plain(50, 50).jpeg().toBuffer(), Buffer.from('<script>alert(1)</script>'));
		expect(Buffer.from((await prepareOriginal(hiding, 'image/jpeg')).bytes).includes('script')).toBe(false);
	});

	test('keeps its format when that is light and read everywhere', async () => {
		const noise = sharp(await photo(900, 700)).rotate();
		const formats: [Buffer, string, string][] = [
			[await plain(300, 200, 4).png().toBuffer(), 'image/png', 'image/png'],
			[await noise.clone().png().toBuffer(), 'image/png', 'image/webp'],
			[await plain(300, 200).webp().toBuffer(), 'image/webp', 'image/webp'],
			[await plain(300, 200).avif().toBuffer(), 'image/avif', 'image/jpeg'],
			[await plain(300, 200, 4).avif().toBuffer(), 'image/avif', 'image/webp']
		];
		for (const [bytes, given, kept] of formats) {
			const prepared = await prepareOriginal(bytes, given);
			expect(prepared.mediaType).toBe(kept);
			expect(`image/${(await sharp(prepared.bytes).metadata()).format}`).toBe(kept);
		}
	});

	test('of a moving GIF is its first picture', async () => {
		const frames = await Promise.all(
			['red', 'blue'].map((background) =>
				sharp({ create: { width: 40, height: 30, channels: 3, background } })
					.png()
					.toBuffer()
			)
		);
		const moving = await sharp(frames, { join: { animated: true } })
			.gif({ delay: 100 })
			.toBuffer();
		expect((await sharp(moving).metadata()).pages).toBe(2);

		const kept = await prepareOriginal(moving, 'image/gif');
		expect(kept).toMatchObject({ mediaType: 'image/png', width: 40, height: 30 });
		const { dominant } = await sharp(kept.bytes).stats();
		expect(dominant.r).toBeGreaterThan(200);
	});

	test('is refused by its true name', async () => {
		const taken = await photo(400, 300);
		const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
		const wide = await plain(9000, 9000).png().toBuffer();
		const wideAvif = await plain(5000, 5000).avif({ effort: 0 }).toBuffer();
		expect(await problem(prepareOriginal(taken.subarray(0, taken.length * 0.8), 'image/jpeg'))).toBe('damaged');
		expect(await problem(prepareOriginal(taken, 'image/png'))).toBe('unknown_type');
		expect(await problem(prepareOriginal(svg, 'image/svg+xml'))).toBe('unknown_type');
		expect(await problem(prepareOriginal(svg, 'image/png'))).toBe('unknown_type');
		expect(await problem(prepareOriginal(wide, 'image/png'))).toBe('too_many_pixels');
		expect(await problem(prepareOriginal(wideAvif, 'image/avif'))).toBe('too_many_pixels');
	});
});

describe('the sizes of pages', () => {
	test('are three, in two formats, and weigh what was promised even for sand', async () => {
		const { bytes } = await prepareOriginal(await photo(1700, 1300), 'image/jpeg');
		const variants = await makeVariants(bytes);
		expect(variants.map(({ width, format }) => `${width} ${format}`)).toEqual([
			'320 avif',
			'320 webp',
			'640 avif',
			'640 webp',
			'960 avif',
			'960 webp'
		]);
		for (const { width, format, bytes } of variants) {
			const metadata = await sharp(bytes).metadata();
			expect(metadata.width).toBe(width);
			expect(metadata.format).toBe(format === 'avif' ? 'heif' : 'webp');
			expect(bytes.length, `${width} ${format}`).toBeLessThanOrEqual(width === 320 ? 12_000 : 60_000);
			expect([metadata.exif, metadata.icc]).toEqual([undefined, undefined]);
		}
	});

	test('are not wider than the picture, and there is always a thumbnail', async () => {
		const widths = async (width: number) =>
			(await makeVariants(await plain(width, 50).jpeg().toBuffer()))
				.filter(({ format }) => format === 'webp')
				.map(({ width }) => width);
		expect(await widths(800)).toEqual([320, 640]);
		expect(await widths(640)).toEqual([320, 640]);
		expect(await widths(100)).toEqual([320]);
		const [small] = await makeVariants(await plain(100, 50).jpeg().toBuffer());
		expect((await sharp(small?.bytes).metadata()).width).toBe(100);
	});

	test('keep what one sees through', async () => {
		const variants = await makeVariants(await plain(400, 300, 4).png().toBuffer());
		for (const { bytes } of variants) expect((await sharp(bytes).metadata()).hasAlpha).toBe(true);
	});
});

test('whatever is changed in a picture, it is drawn or refused by name', async () => {
	const pictures = await Promise.all(
		(['jpeg', 'png', 'webp', 'avif', 'gif'] as const).map((format) => plain(60, 40).toFormat(format).toBuffer())
	);
	const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
		maxLength: 20
	});
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 0, max: 4 }), changes, async (which, changed) => {
			const bytes = new Uint8Array(pictures[which] as Buffer);
			for (const [at, value] of changed) bytes[Math.floor(at * bytes.length)] = value;
			const mediaType = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'][which] ?? '';
			const outcome = await prepareOriginal(bytes, mediaType).catch((trouble: unknown) => trouble);
			expect(outcome instanceof FileTrouble || 'width' in (outcome as object)).toBe(true);
		}),
		{ numRuns: 150 }
	);
});
