-- A text that the members of a space write together. It never goes beyond its space: who does not read the
-- space reads none of its documents, whatever their reach.
create table public.documents (
	id uuid primary key,
	space_id uuid not null references public.spaces (id) on delete cascade,
	title text not null check (char_length(btrim(title)) between 3 and 200),
	language text not null default 'fr' check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
	read_by text not null default 'espace' check (read_by in ('public', 'reseau', 'espace', 'named')),
	-- Among the members who write in the space: all of them, or those who are named.
	written_by text not null default 'espace' check (written_by in ('espace', 'named')),
	status text not null default 'draft' check (status in ('draft', 'in-review', 'adopted')),
	adopted_at timestamptz,
	-- Of its text in Markdown, in UTF-8: whoever has the file can compute it again.
	sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
	source text check (char_length(source) <= 300),
	version integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint "what is read by named people is written by named people" check (read_by <> 'named' or written_by = 'named'),
	constraint "an adopted text has its date and its fingerprint"
		check ((status = 'adopted') = (adopted_at is not null) and (status = 'adopted') = (sha256 is not null))
);
create index documents_space_key on public.documents (space_id, updated_at desc, id desc);

-- Who is named: they read it, and write it when it is said so.
create table public.document_people (
	document_id uuid not null references public.documents (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	writes boolean not null default false,
	primary key (document_id, person_id)
);
create index document_people_person_key on public.document_people (person_id, document_id);

-- What is read of it without an editor, written after each pause by a job. Never written by people.
create table public.document_texts (
	document_id uuid primary key references public.documents (id) on delete cascade,
	-- How many of its updates it holds.
	updates integer not null default 0,
	-- The tree of its blocks, from which a page is made under the rights of its reader.
	content jsonb not null default '[]',
	markdown text not null default '',
	plain text not null default ''
);

-- The text itself (docs/decisions/0008): a Yjs state, and the updates that came after it, each stored before
-- anybody is told that it is saved. Numbered without gaps, since each one is counted under the lock of the row.
create table private.document_states (
	document_id uuid primary key references public.documents (id) on delete cascade,
	state bytea,
	-- How many updates the state holds, and how many there are.
	compacted integer not null default 0,
	updates integer not null default 0,
	bytes bigint not null default 0,
	changed_at timestamptz
);
create table private.document_updates (
	document_id uuid not null references public.documents (id) on delete cascade,
	number integer not null,
	update bytea not null,
	person_id uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	primary key (document_id, number)
);
create index document_updates_person_key on private.document_updates (person_id);

-- Who wrote since the last version was kept.
create table private.document_hands (
	document_id uuid not null references public.documents (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	since timestamptz not null default now(),
	primary key (document_id, person_id)
);
create index document_hands_person_key on private.document_hands (person_id);

-- Who ------------------------------------------------------------------------------------------------
create function private.viewer_named_documents() returns setof uuid
	language sql stable security definer set search_path = '' rows 10
	begin atomic
		select d.document_id from public.document_people d
		join public.people p on p.id = d.person_id where p.account_id = (select auth.uid())
		union all
		select private.viewer_authored('document');
	end;
comment on function private.viewer_named_documents is 'Documents that the viewer opened or is named in.';

create function private.writes_document(document uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.documents d
		where d.id = document and d.space_id in (select private.viewer_writing_spaces()) and (
			d.written_by = 'espace'
			or d.id in (select private.viewer_authored('document'))
			or exists (
				select from public.document_people n
				where n.document_id = d.id and n.writes and n.person_id = (select private.viewer())
			)
		)
	);
comment on function private.writes_document is
	'Whether the viewer is among those who write it: members who write in the space, or those of them who are named.';

create function private.manages_document(document uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.documents d
		where d.id = document and d.space_id in (select private.viewer_writing_spaces()) and (
			d.id in (select private.viewer_authored('document'))
			or d.read_by <> 'named' and d.space_id in (select private.viewer_facilitated_spaces())
		)
	);
comment on function private.manages_document is
	'Who says what it is called, who reads it and where it stands: who opened it, and who facilitates the space, unless it is for named people.';
grant execute on function private.viewer_named_documents, private.writes_document, private.manages_document
	to anon, authenticated, service_role;

alter table public.documents enable row level security;
alter table public.document_people enable row level security;
alter table public.document_texts enable row level security;
alter table private.document_states enable row level security;
alter table private.document_updates enable row level security;
alter table private.document_hands enable row level security;
grant select on public.documents, public.document_texts to anon, authenticated;
grant select on public.document_people to authenticated;
grant insert (id, space_id, title, language, read_by, written_by), update (title, language, read_by, written_by, status), delete
	on public.documents to authenticated;
grant insert (document_id, person_id, writes), update (writes), delete on public.document_people to authenticated;
grant select, insert, update, delete on public.documents, public.document_people, public.document_texts to service_role;
grant select, update on private.document_states to service_role;
grant select, insert, delete on private.document_updates to service_role;

create policy "whoever reads the space reads its documents, as far as each one goes" on public.documents
	for select to anon, authenticated
	using (space_id in (select id from public.spaces) and (
		read_by = 'public'
		or read_by = 'reseau' and (select private.viewer()) is not null
		or read_by = 'espace' and space_id in (select private.viewer_spaces())
		or id in (select private.viewer_named_documents())
	));
create policy "members who write in a space open documents there" on public.documents
	for insert to authenticated with check (space_id in (select private.viewer_writing_spaces()));
create policy "those who manage a document say what it is" on public.documents
	for update to authenticated using (private.manages_document(id));
create policy "those who manage a draft throw it away" on public.documents
	for delete to authenticated using (status = 'draft' and private.manages_document(id));

create policy "those who manage a document read who is named, and people read that they are" on public.document_people
	for select to authenticated using (person_id = (select private.viewer()) or private.manages_document(document_id));
create policy "those who manage a document name people whom they see" on public.document_people
	for insert to authenticated
	with check (private.manages_document(document_id) and person_id in (select id from public.people));
create policy "those who manage a document say who writes" on public.document_people
	for update to authenticated using (private.manages_document(document_id));
create policy "those who manage a document take names away" on public.document_people
	for delete to authenticated using (private.manages_document(document_id));

create policy "whoever reads a document reads its text" on public.document_texts
	for select to anon, authenticated using (document_id in (select id from public.documents));

-- The actor is in the row: it is for those who may know who wrote.
create policy "members see what happened to a document that they read, unless people are masked" on public.activity
	for select to authenticated
	using (object_kind = 'document' and (select private.viewer()) is not null and exists (
		select from public.documents d join public.spaces s on s.id = d.space_id
		where d.id = object_id and (not private.masks(s.sensitivity, 'people') or s.id in (select private.viewer_spaces()))
	));

-- What a change must respect -------------------------------------------------------------------------
create function private.guard_document() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	by_person constant boolean := (select auth.uid()) is not null;
	text_now public.document_texts;
	written integer;
begin
	-- Whoever asks: not even the system's own work.
	if tg_op <> 'INSERT' and old.status = 'adopted' and (
		tg_op = 'DELETE' or (new.id, new.space_id, new.title, new.language, new.status, new.adopted_at, new.sha256, new.source)
			is distinct from (old.id, old.space_id, old.title, old.language, old.status, old.adopted_at, old.sha256, old.source)
	) then
		raise sqlstate 'PT409' using message = 'An adopted text does not change.', hint = 'adopted';
	end if;
	if tg_op = 'DELETE' then
		return old;
	end if;
	if by_person and new.read_by = 'named' and (tg_op = 'UPDATE' and old.read_by <> 'named')
		and new.id not in (select private.viewer_authored('document')) then
		raise sqlstate '42501' using message = 'Who opened a document keeps it for named people.';
	end if;
	if tg_op = 'UPDATE' then
		if (new.title, new.language, new.read_by, new.written_by, new.status)
			is distinct from (old.title, old.language, old.read_by, old.written_by, old.status) then
			new.version := old.version + 1;
		end if;
		if new.status <> old.status then
			if (old.status, new.status) not in (('draft', 'in-review'), ('in-review', 'draft'), ('in-review', 'adopted')) then
				raise sqlstate 'PT409' using message = format('A document does not go from %s to %s.', old.status, new.status);
			end if;
			if new.status = 'adopted' then
				if by_person and new.read_by <> 'named' and new.space_id not in (select private.viewer_facilitated_spaces()) then
					raise sqlstate '42501' using message = 'Who facilitates the space says that a text is adopted.';
				end if;
				-- Under the lock that each update takes: nothing is written between its reading and its adoption.
				select s.updates into written from private.document_states s where s.document_id = new.id for update;
				select * into text_now from public.document_texts t where t.document_id = new.id;
				if text_now.updates is distinct from written or btrim(text_now.plain) = '' then
					raise sqlstate 'PT409' using message = 'The text to adopt is not there yet.',
						hint = case when text_now.updates is distinct from written then 'late' else 'empty' end;
				end if;
				-- The system may say when it was.
				new.adopted_at := case when by_person then now() else coalesce(new.adopted_at, now()) end;
				new.sha256 := encode(sha256(convert_to(text_now.markdown, 'UTF8')), 'hex');
			end if;
		end if;
	end if;
	if tg_op = 'UPDATE' and new.updated_at = old.updated_at then
		new.updated_at := now();
	end if;
	return new;
end
$$;
create trigger documents_guard before insert or update or delete on public.documents
	for each row execute function private.guard_document();

create function private.keep_adopted() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	-- What goes with its document was judged there.
	if exists (
		select from public.documents d
		where d.id = (case when tg_op = 'DELETE' then old.document_id else new.document_id end) and d.status = 'adopted'
	) then
		raise sqlstate 'PT409' using message = 'An adopted text does not change.', hint = 'adopted';
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger document_texts_adopted before insert or update or delete on public.document_texts
	for each row execute function private.keep_adopted();
create trigger document_states_adopted before insert or update or delete on private.document_states
	for each row execute function private.keep_adopted();
-- A person who goes takes their name away, and nothing of the text.
create trigger document_updates_adopted before insert or update of document_id, number, update or delete on private.document_updates
	for each row execute function private.keep_adopted();

create function private.follow_document() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	author constant uuid := private.viewer();
begin
	if tg_op = 'INSERT' then
		if author is not null then
			insert into private.authorships values ('document', new.id, author);
		end if;
		insert into private.document_states (document_id) values (new.id);
		insert into public.document_texts (document_id) values (new.id);
		perform private.record_activity('opened', 'document', new.id, new.space_id);
	elsif new.status <> old.status then
		perform private.record_activity(case new.status when 'draft' then 'reworked' else new.status end, 'document', new.id, new.space_id);
	end if;
	return null;
end
$$;
create trigger documents_follow after insert or update of status on public.documents
	for each row execute function private.follow_document();

create function private.forget_document() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	delete from private.authorships where object_kind = 'document' and object_id = old.id;
	delete from public.activity where object_kind = 'document' and object_id = old.id;
	return null;
end
$$;
create trigger documents_forget after delete on public.documents
	for each row execute function private.forget_document();

-- Those who are writing it are judged again, by every process.
create function private.announce_document() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform pg_notify('palabre_document', coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]);
	return null;
end
$$;
create trigger documents_rights after update on public.documents for each row
	when ((old.read_by, old.written_by, old.status = 'adopted') is distinct from (new.read_by, new.written_by, new.status = 'adopted'))
	execute function private.announce_document('id');
create trigger documents_gone after delete on public.documents for each row execute function private.announce_document('id');
create trigger document_people_rights after insert or update or delete on public.document_people
	for each row execute function private.announce_document('document_id');

-- Writing --------------------------------------------------------------------------------------------
create function private.lock_document(document uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	-- Asked before the lock, so that nobody else holds it, and after it, since a right may have ended meanwhile.
	-- An archived space has nobody who writes.
	for round in 1..2 loop
		if (select auth.uid()) is not null and not private.writes_document(document) then
			raise sqlstate '42501' using message = 'The viewer does not write this document.';
		end if;
		perform from private.document_states s where s.document_id = document for update;
	end loop;
end
$$;
comment on function private.lock_document is 'Called by the functions that write: no role may execute it.';

create function private.append_document_update(document uuid, change bytea, sender text) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	numbered integer;
	held bigint;
begin
	perform private.lock_document(document);
	if octet_length(change) not between 1 and 1000000 then
		raise sqlstate 'PT409' using message = 'An update is at most a million bytes.', hint = 'full';
	end if;
	update private.document_states s
	set updates = s.updates + 1, bytes = s.bytes + octet_length(change), changed_at = clock_timestamp()
	where s.document_id = document returning s.updates, s.bytes into numbered, held;
	if held > 10000000 then
		raise sqlstate 'PT409' using message = 'A document is at most ten million bytes.', hint = 'full';
	end if;
	insert into private.document_updates (document_id, number, update, person_id)
	values (document, numbered, change, private.viewer());
	insert into private.document_hands (document_id, person_id) values (document, private.viewer()) on conflict do nothing;
	perform pg_notify('palabre_document_update', json_build_object('id', document, 'sender', sender)::text);
	return numbered;
end
$$;
comment on function private.append_document_update is
	'Stores what the viewer wrote, counted under the lock of its document; refused as soon as they do not write it.';
grant execute on function private.append_document_update to authenticated;

-- The text that is read follows after a pause, by a job that is queued once for all that is written until it
-- runs. It takes the lock that each update takes: what comes meanwhile either is seen by it, or queues the next.
create function private.follow_document_state() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if exists (select from public.document_texts t where t.document_id = new.document_id and t.updates = old.updates) then
		perform private.queue('read-document', json_build_object('id', new.document_id), 'read-document:' || new.document_id, '8 seconds');
	end if;
	return null;
end
$$;
create trigger document_states_follow after update of updates on private.document_states
	for each row when (old.updates < new.updates) execute function private.follow_document_state();

create function private.follow_document_text() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform from private.document_states s where s.document_id = new.document_id for update;
	if exists (select from private.document_states s where s.document_id = new.document_id and s.updates > new.updates) then
		perform private.queue('read-document', json_build_object('id', new.document_id), 'read-document:' || new.document_id, '8 seconds');
	end if;
	update public.documents d set updated_at = now() where d.id = new.document_id;
	perform pg_notify('palabre_changed', json_build_object(
		'object', 'document', 'id', new.document_id, 'space', null, 'version', new.updates
	)::text);
	return null;
end
$$;
create trigger document_texts_follow after update of updates on public.document_texts
	for each row when (old.updates < new.updates) execute function private.follow_document_text();

comment on table public.documents is 'Texts written together in a space; its reach says who reads and who writes.';
comment on table public.document_texts is 'The readable form of each document, written by a job.';
comment on table private.document_states is 'The shared text as Yjs keeps it: not exposed by the public API.';
