/** The words of the editor: its buttons, and where the text stands. */
import * as m from '$lib/paraglide/messages';
import type { MentionKind } from './content/mention';
import type { Standing } from './editor/connection';

/** A sign that is seen, and the name that is read aloud. */
export const commands: { command: string; sign: () => string; say: () => string; toggles: boolean }[] = [
	{ command: 'heading2', sign: m.documents_sign_heading2, say: m.documents_tool_heading2, toggles: true },
	{ command: 'heading3', sign: m.documents_sign_heading3, say: m.documents_tool_heading3, toggles: true },
	{ command: 'bold', sign: m.documents_sign_bold, say: m.documents_tool_bold, toggles: true },
	{ command: 'italic', sign: m.documents_sign_italic, say: m.documents_tool_italic, toggles: true },
	{ command: 'bulletList', sign: m.documents_sign_bullets, say: m.documents_tool_bullets, toggles: true },
	{ command: 'orderedList', sign: m.documents_sign_numbers, say: m.documents_tool_numbers, toggles: true },
	{ command: 'taskList', sign: m.documents_sign_tasks, say: m.documents_tool_tasks, toggles: true },
	{ command: 'blockquote', sign: m.documents_sign_quote, say: m.documents_tool_quote, toggles: true },
	{ command: 'link', sign: m.documents_link, say: m.documents_tool_link, toggles: true },
	{ command: 'mention', sign: () => '@', say: m.documents_tool_mention, toggles: false },
	{ command: 'image', sign: m.documents_sign_image, say: m.documents_tool_image, toggles: false },
	{ command: 'table', sign: m.documents_sign_table, say: m.documents_tool_table, toggles: false },
	{ command: 'decision', sign: m.documents_callout_decision, say: m.documents_tool_decision, toggles: true },
	{ command: 'note', sign: m.documents_callout_note, say: m.documents_tool_note, toggles: true },
	{ command: 'undo', sign: () => '↶', say: m.documents_tool_undo, toggles: false },
	{ command: 'redo', sign: () => '↷', say: m.documents_tool_redo, toggles: false }
];

export const tableCommands: { command: string; say: () => string }[] = [
	{ command: 'rowAfter', say: m.documents_tool_row },
	{ command: 'columnAfter', say: m.documents_tool_column },
	{ command: 'deleteRow', say: m.documents_tool_delete_row },
	{ command: 'deleteColumn', say: m.documents_tool_delete_column },
	{ command: 'deleteTable', say: m.documents_tool_delete_table }
];

export const mentionWords: Record<MentionKind, () => string> = {
	person: m.documents_mention_person,
	organisation: m.documents_mention_organisation,
	resource: m.documents_mention_resource,
	thread: m.documents_mention_thread,
	event: m.documents_mention_event
};

export const standings: Record<Standing, () => string> = {
	connecting: m.documents_standing_connecting,
	saving: m.documents_standing_saving,
	saved: m.documents_standing_saved,
	offline: m.documents_standing_offline,
	blocked: m.documents_standing_blocked,
	'read-only': m.documents_standing_read_only,
	gone: m.documents_standing_gone,
	'signed-out': m.documents_standing_signed_out,
	full: m.documents_standing_full
};
