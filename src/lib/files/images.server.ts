/**
 * Pictures as the network keeps and shows them: always decoded and drawn again. What a phone adds
 * (the place, the device, the owner) and what somebody hid after the last pixel stay behind; what
 * is served is ours, upright, in sRGB, and light (`budgets.md` § Weight).
 */
import { fileTypeFromBuffer } from 'file-type';
import sharp, { type Sharp } from 'sharp';
import { fileType, FileTrouble, type MediaType } from './file.ts';
import { turns } from './turns.ts';

export type PreparedImage = { bytes: Uint8Array; mediaType: MediaType; width: number; height: number };
export type ImageFormat = 'avif' | 'webp';
export type ImageVariant = { width: VariantWidth; format: ImageFormat; bytes: Uint8Array };

/** Pixels of the longer side of what is kept. */
export const ORIGINAL_SIDE = 1600;
export const VARIANT_WIDTHS = [320, 640, 960] as const;
export type VariantWidth = (typeof VARIANT_WIDTHS)[number];
/** Bytes: « thumbnails ≤ 12 kB, in-article images ≤ 60 kB » (`budgets.md` § Weight). */
export const THUMBNAIL_LIMIT = 12_000;
export const ARTICLE_LIMIT = 60_000;

/** What phones take at most, 8 000 × 8 000: 700 MB of memory at worst, hence one at a time. */
const PIXEL_LIMIT = 64_000_000;
/** Some formats are decoded whole, however small they are drawn: a hostile AVIF of 1 kB took 1.2 GB. */
const WHOLE_PIXEL_LIMIT = 16_000_000;
const DECODED_WHOLE = new Set(['image/avif', 'image/gif']);
/** A drawing or a logo stays a PNG below this; a photo saved as PNG would weigh ten times a WebP. */
const PNG_LIMIT = 256_000;
const SECONDS = 30;

// An image is never read twice, so the cache of libvips only costs memory; and the pages keep a processor.
sharp.cache(false);
sharp.concurrency(1);

/**
 * The picture as it is kept: upright, at most 1 600 pixels a side, without metadata. JPEG and WebP
 * stay what they are; a PNG too when light, else it becomes a WebP; a GIF becomes the PNG of its
 * first picture; an AVIF becomes a JPEG, or a WebP when one sees through it, because the kept file
 * is also what browsers without AVIF show and what people download. Throws only `FileTrouble`
 * (`unknown_type`, `damaged`, `too_many_pixels`).
 */
export async function prepareOriginal(bytes: Uint8Array, mediaType: string): Promise<PreparedImage> {
	const pixels = DECODED_WHOLE.has(mediaType) ? WHOLE_PIXEL_LIMIT : PIXEL_LIMIT;
	return oneAtATime(() => drawn(bytes, mediaType, pixels, (source) => drawOriginal(source, mediaType)));
}

const oneAtATime = turns(1);

async function drawOriginal(source: Sharp, mediaType: string): Promise<PreparedImage> {
	const upright = source.autoOrient().toColourspace('srgb');
	const size = { width: ORIGINAL_SIDE, height: ORIGINAL_SIDE };
	const small = upright.resize({ ...size, fit: 'inside', withoutEnlargement: true });
	const { hasAlpha = false } = mediaType === 'image/avif' ? await source.metadata() : {};
	const { data, info, format } = await encodeOriginal(small, mediaType, hasAlpha);
	return { bytes: data, mediaType: format, width: info.width, height: info.height };
}

async function encodeOriginal(image: Sharp, mediaType: string, hasAlpha: boolean) {
	if (mediaType === 'image/jpeg' || (mediaType === 'image/avif' && !hasAlpha)) {
		const jpeg = image.jpeg({ quality: 82, mozjpeg: true });
		return { ...(await jpeg.toBuffer({ resolveWithObject: true })), format: 'image/jpeg' as const };
	}
	if (mediaType === 'image/png' || mediaType === 'image/gif') {
		const png = image.clone().png({ compressionLevel: 9, palette: mediaType === 'image/gif' });
		const encoded = await png.toBuffer({ resolveWithObject: true });
		if (encoded.data.length <= PNG_LIMIT) return { ...encoded, format: 'image/png' as const };
	}
	const webp = image.webp({ quality: 82 });
	return { ...(await webp.toBuffer({ resolveWithObject: true })), format: 'image/webp' as const };
}

/**
 * The sizes pages ask for, of what `prepareOriginal` returned: never wider than it, in both formats,
 * each within its limit. There is always a thumbnail: `width` is the name of the size, and an image
 * of 200 pixels keeps its 200 in the size 320. Throws only `FileTrouble`.
 */
export async function makeVariants(bytes: Uint8Array): Promise<ImageVariant[]> {
	const found = await signatureOf(bytes);
	return drawn(bytes, found ?? '', WHOLE_PIXEL_LIMIT, async (source) => {
		const original = await source.metadata();
		const variants: ImageVariant[] = [];
		for (const width of VARIANT_WIDTHS) {
			const isThumbnail = width === VARIANT_WIDTHS[0];
			if (width > original.width && !isThumbnail) break;
			// Decoded once a size, and encoded as often as the weight asks.
			const sized = source.clone().resize({ width, withoutEnlargement: true });
			const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true });
			const image = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
			for (const format of ['avif', 'webp'] as const) {
				const encoded = await encodeWithin(image, format, isThumbnail ? THUMBNAIL_LIMIT : ARTICLE_LIMIT);
				variants.push({ width, format, bytes: encoded });
			}
		}
		return variants;
	});
}

/** From good to poor; the eye forgives much at 320 pixels. */
const QUALITIES: Record<ImageFormat, readonly number[]> = {
	avif: [52, 44, 36, 28, 20],
	webp: [76, 66, 56, 44, 30, 16]
};
/** When even poor is too heavy (sand, foliage, noise), softer: details nobody would see are what weighs. */
const BLURS = [0.8, 1.6, 3, 6, 12, 24];

async function encodeWithin(image: Sharp, format: ImageFormat, limit: number): Promise<Uint8Array> {
	const qualities = QUALITIES[format];
	let encoded: Uint8Array = new Uint8Array();
	for (const quality of qualities) {
		encoded = await encode(image, format, quality);
		if (encoded.length <= limit) return encoded;
	}
	for (const sigma of BLURS) {
		encoded = await encode(image.clone().blur(sigma), format, qualities.at(-1) ?? 20);
		if (encoded.length <= limit) return encoded;
	}
	return encoded;
}

function encode(image: Sharp, format: ImageFormat, quality: number): Promise<Uint8Array> {
	const copy = image.clone();
	return format === 'avif'
		? copy.avif({ quality, effort: 3 }).toBuffer()
		: copy.webp({ quality, effort: 4 }).toBuffer();
}

/** Opens bytes that are what they are said to be, and gives every refusal of libvips a name. */
async function drawn<Result>(
	bytes: Uint8Array,
	mediaType: string,
	limitInputPixels: number,
	draw: (source: Sharp) => Promise<Result>
): Promise<Result> {
	// libvips chooses its reader by the bytes: SVG and its like must not get that far.
	const isImage = fileType(mediaType)?.family === 'image' && (await signatureOf(bytes)) === mediaType;
	if (!isImage) throw new FileTrouble('unknown_type');
	try {
		const source = sharp(bytes, { limitInputPixels, failOn: 'error', pages: 1 });
		return await draw(source.timeout({ seconds: SECONDS }));
	} catch (error) {
		const tooMany = error instanceof Error && /pixel limit/i.test(error.message);
		throw new FileTrouble(tooMany ? 'too_many_pixels' : 'damaged');
	}
}

async function signatureOf(bytes: Uint8Array): Promise<string | undefined> {
	const found = await fileTypeFromBuffer(bytes.subarray(0, 4100)).catch(() => undefined);
	return found?.mime.replace('image/apng', 'image/png');
}
