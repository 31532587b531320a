/**
 * Whether somebody has begun to fill in a form: nothing that the page was sent with.
 * @param apart forms that are left out, as a selector.
 */
export function isTyping(part: ParentNode, apart = ':not(*)'): boolean {
	return [...part.querySelectorAll('input, textarea, select')].some((field) => !field.closest(apart) && differs(field));
}

/** Whether a field says something else than what the page was sent with. */
export function differs(field: Element): boolean {
	if (field instanceof HTMLSelectElement) {
		const chosen = [...field.options].filter((option) => option.defaultSelected);
		const first = field.multiple ? [] : [...field.options].slice(0, 1);
		const sent = new Set(chosen.length ? chosen : first);
		return [...field.options].some((option) => option.selected !== sent.has(option));
	}
	if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
	if (!(field instanceof HTMLInputElement)) return false;
	if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
	if (field.type === 'file') return (field.files?.length ?? 0) > 0;
	return field.type !== 'hidden' && field.value !== field.defaultValue;
}
