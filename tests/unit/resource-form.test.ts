import { expect, test } from 'vitest';
import { newId } from '../../src/lib/platform/ids.ts';
import { readResource } from '../../src/lib/resources/form.server.ts';

const noDatabase = () => Promise.reject(new Error('Nothing was to be written.'));

function form(files: string[]): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries({ id: newId(), title: 'Carnet de route', intent: 'draft' }))
		data.set(name, value);
	for (const id of files) data.append('files[]', id);
	return data;
}

test('the files of a form are kept in their order', async () => {
	const ids = [newId(), newId()];
	expect(await readResource(form(ids), noDatabase)).toMatchObject({ files: ids });
});

test('a list of files that cannot be read is refused, instead of taking every file away', async () => {
	for (const files of [[newId(), 'not-an-id'], Array.from({ length: 21 }, () => newId())]) {
		const sent = await readResource(form(files), noDatabase);
		expect(sent).toMatchObject({
			typed: { title: 'Carnet de route' },
			problems: { upload: expect.any(String) as string }
		});
		expect(sent.values).toBeUndefined();
	}
});
