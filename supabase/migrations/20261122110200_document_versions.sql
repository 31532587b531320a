-- What a document said when those who wrote it stopped for a while, and at the moments that somebody named.
-- Nothing of it is written by people: their text is copied from what is read of the document.
create table public.document_versions (
	id uuid primary key,
	document_id uuid not null references public.documents (id) on delete cascade,
	-- From 1, without gaps.
	number integer not null check (number > 0),
	name text check (char_length(btrim(name)) between 1 and 120),
	-- The one whose text was brought back.
	restored_from integer,
	content jsonb not null,
	created_at timestamptz not null default now(),
	unique (document_id, number),
	foreign key (document_id, restored_from) references public.document_versions (document_id, number)
);
create index document_versions_restored_key on public.document_versions (document_id, restored_from);

-- Who wrote between the version before and this one.
create table private.document_version_hands (
	version_id uuid not null references public.document_versions (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	primary key (version_id, person_id)
);
create index document_version_hands_person_key on private.document_version_hands (person_id);

create function private.document_version_people(versions uuid[]) returns table (version_id uuid, person_id uuid)
	language sql stable security definer set search_path = '' rows 50
	begin atomic
		select h.version_id, h.person_id from private.document_version_hands h
		join public.document_versions v on v.id = h.version_id
		join public.documents d on d.id = v.document_id
		where h.version_id = any (document_version_people.versions)
			and d.space_id in (select private.viewer_spaces())
			and (d.read_by <> 'named' or d.id in (select private.viewer_named_documents()));
	end;
comment on function private.document_version_people is
	'Who wrote each of these versions, for the members of their space. Whether they show their name is theirs to say: `people`.';
grant execute on function private.document_version_people to authenticated;

alter table public.document_versions enable row level security;
alter table private.document_version_hands enable row level security;
grant select, update (name) on public.document_versions to authenticated;
grant select, insert, update, delete on public.document_versions to service_role;

-- A text that is open to all may have lost, before it was, what was not for all.
create policy "members of its space, and people named in it, read what a document said before" on public.document_versions
	for select to authenticated
	using (exists (
		select from public.documents d
		where d.id = document_id
			and (d.space_id in (select private.viewer_spaces()) or d.id in (select private.viewer_named_documents()))
	));
create policy "those who write a document name its versions" on public.document_versions
	for update to authenticated using (private.writes_document(document_id));

create trigger document_versions_adopted before insert or update or delete on public.document_versions
	for each row execute function private.keep_adopted();

create function private.follow_document_version() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	space uuid;
begin
	select d.space_id into space from public.documents d where d.id = new.document_id;
	if tg_op = 'INSERT' then
		insert into private.document_version_hands
		select new.id, h.person_id from private.document_hands h where h.document_id = new.document_id;
		delete from private.document_hands h where h.document_id = new.document_id;
		if new.restored_from is not null then
			perform private.record_activity('restored', 'document', new.document_id, space);
		else
			insert into public.activity (actor_id, verb, object_kind, object_id, space_id)
			select h.person_id, 'written', 'document', new.document_id, space
			from private.document_version_hands h where h.version_id = new.id;
		end if;
	end if;
	if new.name is not null and (tg_op = 'INSERT' or new.name is distinct from old.name) then
		perform private.record_activity('named', 'document', new.document_id, space);
	end if;
	return null;
end
$$;
create trigger document_versions_follow after insert or update of name on public.document_versions
	for each row execute function private.follow_document_version();

-- The text as it is read now becomes a version; the same text is the same version, unless it takes another name.
create function private.keep_document_version(version uuid, document uuid, named text default null) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	last public.document_versions;
	read_now public.document_texts;
	kept integer;
begin
	perform private.lock_document(document);
	-- Asked twice, it is one.
	select v.number into kept from public.document_versions v where v.id = version and v.document_id = document;
	if found then
		return kept;
	end if;
	select * into read_now from public.document_texts t where t.document_id = document;
	select * into last from public.document_versions v where v.document_id = document order by v.number desc limit 1;
	if last.content = read_now.content and (named is null or last.name is null or last.name = named) then
		update public.document_versions v set name = named where v.id = last.id and named is not null and v.name is null;
		-- What they wrote, they took back.
		delete from private.document_hands h where h.document_id = document;
		return last.number;
	end if;
	if read_now.content = '[]' and last.id is null then
		return null;
	end if;
	insert into public.document_versions (id, document_id, number, name, content)
	values (version, document, coalesce(last.number, 0) + 1, named, read_now.content)
	returning number into kept;
	return kept;
end
$$;
comment on function private.keep_document_version is
	'Keeps what a document says, for those who write it and for the job that does it after each session. Null: there is nothing to keep.';
grant execute on function private.keep_document_version to authenticated, service_role;

-- A former text comes back as an update like another: those who are writing receive it, and what it replaces is
-- a version too. The change was made for the text of so many updates, so it is refused when there are others.
create function private.restore_document_version(
	version uuid, document uuid, wanted integer, expected integer, change bytea, sender text
) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	kept integer;
begin
	perform private.lock_document(document);
	select v.number into kept from public.document_versions v where v.id = version and v.document_id = document;
	if found then
		return kept;
	end if;
	if exists (select from public.documents d where d.id = document and d.status = 'adopted') then
		raise sqlstate 'PT409' using message = 'An adopted text does not change.', hint = 'adopted';
	end if;
	if not exists (
		select from private.document_states s join public.document_texts t using (document_id)
		where s.document_id = document and s.updates = expected and t.updates = expected
	) then
		raise sqlstate 'PT409' using message = 'The text changed meanwhile.', hint = 'late';
	end if;
	perform private.keep_document_version(gen_random_uuid(), document);
	perform private.append_document_update(document, change, sender);
	insert into public.document_versions (id, document_id, number, restored_from, content)
	select version, v.document_id, (select max(n.number) + 1 from public.document_versions n where n.document_id = document),
		v.number, v.content
	from public.document_versions v where v.document_id = document and v.number = wanted
	returning number into kept;
	if kept is null then
		raise sqlstate 'PT409' using message = 'There is no such version.';
	end if;
	return kept;
end
$$;
comment on function private.restore_document_version is
	'Brings a former text back, for those who write the document; what it said until then is kept as a version.';
grant execute on function private.restore_document_version to authenticated;

-- A session ends when nothing was written for ten minutes. Who writes for hours leaves one an hour.
create function private.follow_document_session() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if not exists (
		select from private.document_hands h where h.document_id = new.document_id and h.since < now() - interval '1 hour'
	) then
		perform private.queue('keep-document', json_build_object('id', new.document_id), 'keep-document:' || new.document_id, '10 minutes');
	end if;
	return null;
end
$$;
create trigger document_texts_session after update of updates on public.document_texts
	for each row when (old.updates < new.updates) execute function private.follow_document_session();

comment on table public.document_versions is 'What a document said: after each session of writing, when somebody named it, and each time a former text came back.';
