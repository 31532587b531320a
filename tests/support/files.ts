/** Files that journeys bring. */
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';

/** One page that says this. */
export async function pdf(text: string): Promise<Buffer> {
	const document = await PDFDocument.create();
	const font = await document.embedFont(StandardFonts.Helvetica);
	document.addPage([595, 842]).drawText(text, { x: 50, y: 780, size: 12, font });
	return Buffer.from(await document.save());
}

/** A picture of one colour, `#1f6f50`. */
export const png = (colour: string): Promise<Buffer> =>
	sharp({ create: { width: 400, height: 300, channels: 3, background: colour } })
		.png()
		.toBuffer();
