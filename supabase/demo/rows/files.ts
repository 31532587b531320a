/** The documents to read of the demonstration: their bytes go before these rows (`src/server/demo.ts`). */
import { idOf, type Dataset, type FileNotice, type Table } from '../dataset.ts';

export function fileId(file: FileNotice): string {
	return idOf('file', file.path);
}

/** Where storage keeps the bytes, in the bucket `files`. */
export function objectName(file: FileNotice): string {
	return `${fileId(file)}/original`;
}

/** `metadata`: what storage answered for each path when it took the bytes. */
export function fileTables({ files }: Dataset, metadata: Map<string, object>): Table[] {
	return [
		{
			name: 'public.files',
			rows: files.map((file) => ({
				id: fileId(file),
				name: file.name,
				media_type: file.mediaType,
				size: file.size,
				sha256: file.sha256,
				pages: file.pages,
				// The trigger queues the job that extracts its text.
				reading: 'waiting',
				text_size: 0,
				created_at: 'now'
			}))
		},
		{
			name: 'public.resource_files',
			rows: files.map((file) => ({
				resource_id: idOf('resource', file.resource),
				file_id: fileId(file),
				position: files.filter(({ resource }) => resource === file.resource).indexOf(file),
				label: file.label
			}))
		},
		{
			name: 'storage.objects',
			rows: files.map((file) => ({
				id: idOf('object', file.path),
				bucket_id: 'files',
				name: objectName(file),
				metadata: { httpStatusCode: 200, ...metadata.get(file.path) },
				version: idOf('object-version', file.path),
				created_at: 'now',
				updated_at: 'now',
				last_accessed_at: 'now'
			}))
		}
	];
}
