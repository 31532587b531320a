/**
 * The only script of a form where one writes, a file of its own: pages are not hydrated. What is typed is
 * kept on the device until the server has it, and a few buttons write Markdown for who does not know it.
 */
import { sendAtOnce, type UploadWords } from '../files/uploads';
import { formDraft } from '../platform/offline-draft';
import { emphasise, startLines, type Edit } from './marks';
import { offerMentions, type MentionList } from './mention-list';

/** What was sent, until a page shows it: a network that failed takes nothing away. */
const sentKey = 'palabre-envoi';
interface Sent {
	draft: string;
	post: string;
}

function forgetWhatArrived(): void {
	const sent = JSON.parse(sessionStorage.getItem(sentKey) ?? 'null') as Sent | null;
	if (!sent || !document.querySelector(`article input[name=post][value="${CSS.escape(sent.post)}"]`)) return;
	formDraft(sent.draft, () => {}).forget();
	sessionStorage.removeItem(sentKey);
}

function keepDraft(form: HTMLFormElement): void {
	const draft = form.dataset.draft ?? '';
	const found = form.querySelector<HTMLElement>('[data-draft-found]');
	// A form that the server has just given back says what was typed last.
	const answered = location.search.startsWith('?/');
	const { keep } = formDraft(draft, () => (found ? (found.hidden = false) : undefined), !answered);
	keep(form);
	form.addEventListener('submit', ({ submitter }) => {
		const post =
			form.querySelector<HTMLInputElement>('input[name=post]') ??
			form.querySelector<HTMLInputElement>('input[name=id]');
		if (submitter?.hasAttribute('formaction') || !post) return;
		sessionStorage.setItem(sentKey, JSON.stringify({ draft, post: post.value } satisfies Sent));
	});
}

const marks: Record<string, (edited: Edit) => Edit> = {
	bold: (edited) => emphasise(edited, '**'),
	italics: (edited) => emphasise(edited, '*'),
	list: (edited) => startLines(edited, '- '),
	quote: (edited) => startLines(edited, '> ')
};
const shortcuts: Record<string, string> = { b: 'bold', i: 'italics' };

function addMarks(area: HTMLTextAreaElement, template: HTMLTemplateElement): void {
	const apply = (name: string) => {
		const edited = marks[name]?.({ text: area.value, from: area.selectionStart, to: area.selectionEnd });
		if (!edited) return;
		area.value = edited.text;
		area.focus();
		area.setSelectionRange(edited.from, edited.to);
		area.dispatchEvent(new Event('input', { bubbles: true }));
	};
	area.before(template.content.cloneNode(true));
	for (const button of area.parentElement?.querySelectorAll<HTMLElement>('[data-mark]') ?? [])
		button.addEventListener('click', () => apply(button.dataset.mark ?? ''));
	area.addEventListener('keydown', (event) => {
		const name = shortcuts[event.key.toLowerCase()];
		if (!name || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
		event.preventDefault();
		apply(name);
	});
}

forgetWhatArrived();
for (const template of document.querySelectorAll<HTMLTemplateElement>('template[data-marks]')) {
	const form = template.closest('form');
	const area = form?.querySelector('textarea');
	if (!form || !area) continue;
	if (form.dataset.draft) keepDraft(form);
	addMarks(area, template);
	offerMentions(area, JSON.parse(template.dataset.mentions ?? '') as MentionList);
	const upload = form.querySelector<HTMLInputElement>('input[data-upload]');
	const list = form.querySelector<HTMLElement>('[data-uploads]');
	if (upload && list) sendAtOnce(upload, list, JSON.parse(upload.dataset.upload ?? '') as UploadWords);
}
