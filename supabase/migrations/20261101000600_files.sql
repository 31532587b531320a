-- A file that somebody brought. Its bytes are in the storage bucket `files`, under its id; who sees
-- it is decided by what it is attached to. Who brought it is in `private.authorships`, as for a resource.
create table public.files (
	id uuid primary key,
	name text not null check (char_length(btrim(name)) between 1 and 120 and name !~ '[/\\[:cntrl:]]'),
	media_type text not null check (char_length(media_type) <= 120),
	size bigint not null check (size > 0),
	sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
	pages integer check (pages > 0),
	width integer check (width > 0),
	height integer check (height > 0),
	-- Whether its text was extracted: a job does it.
	reading text not null default 'waiting' check (reading in ('waiting', 'done', 'none', 'failed')),
	text_size integer not null default 0 check (text_size >= 0),
	created_at timestamptz not null default now()
);
create index files_created_at_key on public.files (created_at);

-- The text of a document: what search reads, and its light version on screen.
create table public.file_texts (
	file_id uuid primary key references public.files (id) on delete cascade,
	content text not null check (char_length(content) <= 300000)
);

-- The widths of an image (320, 640, 960): `files/<id>/<width>.<format>` in storage.
create table public.file_variants (
	file_id uuid not null references public.files (id) on delete cascade,
	width integer not null check (width in (320, 640, 960)),
	format text not null check (format in ('webp', 'avif')),
	size bigint not null check (size > 0),
	primary key (file_id, width, format)
);

create function private.follow_file() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	author uuid := private.viewer();
begin
	-- The bytes of a file outlive its row for a while: its id stays that of who brought it.
	if exists (select from private.authorships where object_kind = 'file' and object_id = new.id and person_id is distinct from author) then
		raise sqlstate '42501' using message = 'This was the file of somebody else.';
	end if;
	if author is not null then
		insert into private.authorships values ('file', new.id, author) on conflict do nothing;
	end if;
	perform private.queue('read-file', json_build_object('id', new.id), 'read-file:' || new.id);
	return null;
end
$$;
create trigger files_follow after insert on public.files for each row execute function private.follow_file();

-- The bytes go after the row, never before: a power cut between the two leaves bytes that a sweep finds.
create function private.forget_file() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	-- Two days later: a backup under way still copies the bytes that its snapshot names.
	perform private.queue('forget-file', json_build_object('id', old.id), 'forget-file:' || old.id, interval '2 days');
	return null;
end
$$;
create trigger files_forget after delete on public.files for each row execute function private.forget_file();

alter table public.files enable row level security;
alter table public.file_texts enable row level security;
alter table public.file_variants enable row level security;
grant select on public.files, public.file_texts, public.file_variants to anon, authenticated;
grant insert (id, name, media_type, size, sha256, width, height), delete on public.files to authenticated;
grant select, insert, update, delete on public.files, public.file_texts, public.file_variants to service_role;

create policy "people read the files that they brought" on public.files
	for select to authenticated using (id in (select private.viewer_authored('file')));
create policy "members bring files" on public.files
	for insert to authenticated with check ((select private.viewer()) is not null);
create policy "whoever reads a file reads its text" on public.file_texts
	for select to anon, authenticated using (file_id in (select id from public.files));
create policy "whoever reads an image reads its widths" on public.file_variants
	for select to anon, authenticated using (file_id in (select id from public.files));

insert into storage.buckets (id, name, public) values ('files', 'files', false) on conflict do nothing;
-- Nobody writes through storage: our server does, after the row was allowed.
create policy "whoever reads a file reads its bytes" on storage.objects
	for select to anon, authenticated
	using (bucket_id = 'files' and exists (
		select from public.files f where f.id::text = split_part(objects.name, '/', 1)
	));

-- Bytes are stored before their row: this is asked before, or knowing the id of a file would be enough
-- to replace what it says.
create function private.file_place(file uuid) returns text
	language sql stable security definer set search_path = ''
	return case when private.viewer() is null then 'refused'
		when exists (select from public.files where id = file)
			then case when file in (select private.viewer_authored('file')) then 'mine' else 'refused' end
		when exists (select from private.authorships where object_kind = 'file' and object_id = file and person_id <> private.viewer()) then 'refused'
		else 'free' end;
comment on function private.file_place is 'Whether the viewer may bring a file under this id: free, mine (it is there already) or refused.';
grant execute on function private.file_place to authenticated;

comment on table public.files is 'Files and their facts; the bytes live in storage.';
