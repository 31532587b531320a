/** PDF: page after page, in the order of the file, so that what was read counts even when time is up. */
import { getDocumentProxy } from 'unpdf';
import type { TextSink } from './sink.ts';

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getPage']>>;

export async function readPdf(bytes: Uint8Array, sink: TextSink): Promise<number> {
	const pdf = await getDocumentProxy(bytes, {
		verbosity: 0,
		isEvalSupported: false,
		disableFontFace: true,
		useSystemFonts: false,
		enableXfa: false,
		stopAtErrors: false,
		// An image is never looked at: only its header may be.
		maxImageSize: 1
	});
	let unreadable = 0;
	for (let number = 1; number <= pdf.numPages && !sink.full; number++) {
		try {
			const page = await pdf.getPage(number);
			await writePage(page, sink);
			page.cleanup();
		} catch (error) {
			if (error instanceof RangeError) throw error; // no memory left
			unreadable++;
		}
	}
	if (unreadable === pdf.numPages) throw new Error('damaged');
	return pdf.numPages;
}

async function writePage(page: Page, sink: TextSink): Promise<void> {
	const { items } = await page.getTextContent();
	// A sentence that runs over the page is one sentence.
	sink.endLine(!/[\p{L},\-\u00ad\u2010]\s*$/u.test(sink.tail));
	let baseline: number | undefined;
	for (const item of items) {
		if (!('str' in item)) continue;
		const height = item.height || 10;
		const at: number = item.transform[5] ?? 0;
		// A step down of nearly two lines begins a paragraph; a step up is the next column.
		if (baseline !== undefined && item.str && baseline - at > height * 1.8) sink.endLine(true);
		sink.write(item.str);
		if (item.hasEOL) sink.endLine();
		if (item.str.trim()) baseline = at;
	}
}
