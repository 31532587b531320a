-- The pictures of a document: brought by somebody who writes it, seen by whoever reads it. One that left the text
-- stays for its versions, and for those who read them only.
create table public.document_files (
	file_id uuid primary key references public.files (id),
	document_id uuid not null references public.documents (id) on delete cascade,
	-- Whether the text that is read holds it: written with its readable form.
	shown boolean not null default false
);
create index document_files_document_key on public.document_files (document_id);

alter table public.document_files enable row level security;
grant select on public.document_files to anon, authenticated;
grant insert (file_id, document_id) on public.document_files to authenticated;
grant select, insert, update, delete on public.document_files to service_role;

create policy "whoever reads a document sees its pictures, those of its versions with them" on public.document_files
	for select to anon, authenticated
	using (exists (
		select from public.documents d
		where d.id = document_id and (
			shown
			or d.space_id in (select private.viewer_spaces())
			or d.id in (select private.viewer_named_documents())
		)
	));
-- Only what one brought, or naming the file of somebody else would be enough to read it.
create policy "those who write a document bring pictures to it" on public.document_files
	for insert to authenticated
	with check (private.writes_document(document_id) and file_id in (select private.viewer_authored('file')));
create policy "whoever sees a picture of a document reads its file" on public.files
	for select to anon, authenticated
	using (exists (select from public.document_files df where df.file_id = files.id));
create policy "a picture of a document stays" on public.files
	as restrictive for delete to authenticated
	using (not exists (select from public.document_files df where df.file_id = files.id));

-- After the row is judged: who has no right there does not learn where the text stands.
create trigger document_files_adopted after insert or update or delete on public.document_files
	for each row execute function private.keep_adopted();

create function private.require_picture() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if not exists (select from public.files f where f.id = new.file_id and f.media_type like 'image/%') then
		raise sqlstate 'PT409' using message = 'This is no picture.';
	end if;
	return null;
end
$$;
create trigger document_files_picture after insert on public.document_files
	for each row execute function private.require_picture();

comment on table public.document_files is 'The pictures of each document, those of its versions too.';
