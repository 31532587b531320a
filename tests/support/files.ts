/** Files that journeys bring. */
import { PDFDocument, StandardFonts } from 'pdf-lib';

/** One page that says this. */
export async function pdf(text: string): Promise<Buffer> {
	const document = await PDFDocument.create();
	const font = await document.embedFont(StandardFonts.Helvetica);
	document.addPage([595, 842]).drawText(text, { x: 50, y: 780, size: 12, font });
	return Buffer.from(await document.save());
}
