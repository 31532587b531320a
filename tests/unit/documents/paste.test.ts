// @vitest-environment happy-dom
/** What Word, LibreOffice and Google Docs put in the clipboard, as the editor takes it. */
import { getSchema } from '@tiptap/core';
import { DOMParser as TextParser, type Node as TextNode } from '@tiptap/pm/model';
import { expect, it } from 'vitest';
import { textExtensions, type EditorWords } from '../../../src/lib/documents/editor/extensions';
import { Names } from '../../../src/lib/documents/editor/names';
import { cleanPasted } from '../../../src/lib/documents/editor/paste';

const schema = getSchema(textExtensions(new Names(''), { mentions: {} } as EditorWords));

function pasted(html: string): string[] {
	const { body } = new DOMParser().parseFromString(cleanPasted(html), 'text/html');
	return linesOf(TextParser.fromSchema(schema).parse(body));
}

/** A block a line, with where it stands: « bulletList>listItem>paragraph un ». */
function linesOf(node: TextNode, within = ''): string[] {
	const lines: string[] = [];
	node.forEach((child) => {
		const level = child.type.name === 'heading' ? String(child.attrs['level']) : '';
		const path = `${within}${child.type.name}${level}`;
		if (!child.isTextblock) lines.push(...linesOf(child, `${path}>`));
		else lines.push(`${path} ${runsOf(child)}`.trim());
	});
	return lines;
}
function runsOf(node: TextNode): string {
	let said = '';
	node.forEach((child) => {
		const marks = child.marks.map(({ type, attrs }) => (type.name === 'link' ? `link ${attrs['href']}` : type.name));
		const text = child.isText ? (child.text ?? '') : '⏎';
		said += marks.length ? `{${marks.join(' ')}: ${text}}` : text;
	});
	return said;
}

/** Word 365 for Windows. */
const word = (inside: string) => `<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/x/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;} p.MsoNormal {margin:0cm; mso-style-unhide:no;} --></style></head>
<body lang=FR style='tab-interval:35.4pt;word-wrap:break-word'><!--StartFragment-->${inside}<!--EndFragment--></body></html>`;
const item = (level: number, marker: string, text: string) =>
	`<p class=MsoListParagraphCxSpMiddle style='margin-left:${36 * level}pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`;

it('a page of Word: titles, marks and links, without its styles', () => {
	expect(
		pasted(
			word(`<h1 style='mso-style-next:Normal'><span style='mso-bookmark:_Toc1'>Compte rendu<o:p></o:p></span></h1>
<h2>Personnes présentes</h2>
<p class=MsoNormal style='margin-bottom:8.0pt;line-height:107%'><span style='mso-fareast-font-family:"Times New Roman"'>Le comité <b style='mso-bidi-font-weight:normal'>retient</b> une <i>date</i>, <s>deux</s>&nbsp;: <a href="https://example.org/salle"><span style='color:#0563C1'>la salle</span></a><o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><a href="javascript:alert(1)">ici</a><img width=20 src="file:///C:/Users/x/clip_image001.png"></p>`)
		)
	).toEqual([
		'heading2 Compte rendu',
		'heading3 Personnes présentes',
		'paragraph Le comité {bold: retient} une {italic: date}, {strike: deux}\u00a0: {link https://example.org/salle: la salle}',
		'paragraph ici'
	]);
});

it('a list of Word, which is made of paragraphs', () => {
	expect(
		pasted(
			word(
				`<p class=MsoNormal>Avant<o:p></o:p></p>\n${item(1, '·', 'Une salle')}\n${item(2, 'o', 'à Kayes')}\n${item(2, 'o', 'à Évry')}\n${item(1, '·', 'Un bus')}\n<p class=MsoNormal>Entre<o:p></o:p></p>\n${item(1, '1.', 'Lundi')}\n${item(1, '2.', 'Mardi')}`
			)
		)
	).toEqual([
		'paragraph Avant',
		'bulletList>listItem>paragraph Une salle',
		'bulletList>listItem>bulletList>listItem>paragraph à Kayes',
		'bulletList>listItem>bulletList>listItem>paragraph à Évry',
		'bulletList>listItem>paragraph Un bus',
		'paragraph Entre',
		'orderedList>listItem>paragraph Lundi',
		'orderedList>listItem>paragraph Mardi'
	]);
});

it('a table of Word, its empty cells included, and no comment of its reviewers', () => {
	const cell = (text: string) =>
		`<td width=201 valign=top style='width:151.0pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt'><p class=MsoNormal style='margin-bottom:0cm'>${text}<o:p></o:p></p></td>`;
	expect(
		pasted(
			word(
				`<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr style='mso-yfti-irow:0'>${cell('Quoi')}${cell('Qui')}</tr><tr>${cell('Salle')}${cell('&nbsp;')}</tr></table>
<p class=MsoNormal>Fin<a style='mso-comment-reference:X_1' href="#_msocom_1">[X1]</a></p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>À revoir</p></div></div>`
			)
		)
	).toEqual([
		'table>tableRow>tableCell>paragraph Quoi',
		'table>tableRow>tableCell>paragraph Qui',
		'table>tableRow>tableCell>paragraph Salle',
		'table>tableRow>tableCell>paragraph',
		'paragraph Fin'
	]);
});

it('a page of LibreOffice, with its fonts', () => {
	expect(
		pasted(`<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN"><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title><meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/>
<style type="text/css">@page { size: 21cm 29.7cm; margin: 2cm } p { line-height: 115%; margin-bottom: 0.25cm; background: transparent }</style></head>
<body lang="fr-FR" link="#000080" dir="ltr"><h2 class="western">Décisions</h2>
<p align="justify" style="line-height: 100%; margin-bottom: 0cm"><font face="Liberation Serif, serif"><font size="3" style="font-size: 12pt">Le comité <b>retient</b> la date.</font></font></p>
<ul><li><p style="margin-bottom: 0cm"><font color="#000000">une salle</font></p></li><li><p style="margin-bottom: 0cm">un bus</p><ol><li><p>à 8&nbsp;h</p></li></ol></li></ul>
<table width="643" cellpadding="4" cellspacing="0"><col width="312"/><col width="313"/><thead><tr valign="top"><th width="312"><p align="center"><font face="Arial">Quoi</font></p></th><th><p>Qui</p></th></tr></thead><tbody><tr valign="top"><td colspan="2"><p>Salle</p></td></tr></tbody></table><p><br/></p></body></html>`)
	).toEqual([
		'heading2 Décisions',
		'paragraph Le comité {bold: retient} la date.',
		'bulletList>listItem>paragraph une salle',
		'bulletList>listItem>paragraph un bus',
		'bulletList>listItem>orderedList>listItem>paragraph à 8\u00a0h',
		'table>tableRow>tableHeader>paragraph Quoi',
		'table>tableRow>tableHeader>paragraph Qui',
		'table>tableRow>tableCell>paragraph Salle'
	]);
});

it('a page of Google Docs, in its b that is not bold', () => {
	expect(
		pasted(
			`<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-4f0c9d4e-7fff"><h1 dir="ltr" style="line-height:1.38;margin-top:20pt"><span style="font-size:20pt;font-family:Arial,sans-serif;font-weight:400;white-space:pre-wrap;">Bilan</span></h1><p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;font-style:normal;text-decoration:none;white-space:pre-wrap;">Nous avons </span><span style="font-size:11pt;font-weight:700;font-style:normal;white-space:pre-wrap;">accueilli</span><span style="font-size:11pt;font-weight:400;font-style:italic;white-space:pre-wrap;"> douze personnes.</span></p><ul style="margin-top:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-size:11pt;font-weight:400;">un repas</span></p></li></ul></b><br class="Apple-interchange-newline">`
		)
	).toEqual([
		'heading2 Bilan',
		'paragraph Nous avons {bold: accueilli}{italic:  douze personnes.}',
		'bulletList>listItem>paragraph un repas'
	]);
});

it('what was copied in the editor comes back as it was', () => {
	const html = '<p data-pm-slice="1 1 []">Un <span data-mention="person:x">@</span></p><p></p>';
	expect(cleanPasted(html)).toBe(html);
});
