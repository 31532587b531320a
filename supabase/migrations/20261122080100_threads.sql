-- Discussions of a space (`domain.md` CO-17): threads of numbered posts. Who reads the space reads them, who
-- writes there writes. Who wrote a post is not one of its columns: `private.authorships`, as everywhere.
create table public.threads (
	id uuid primary key,
	space_id uuid not null references public.spaces (id) on delete cascade,
	title text not null check (char_length(btrim(title)) between 3 and 200),
	language text not null default 'fr' check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
	-- That of its last post: the counter from which posts are numbered.
	last_number integer not null default 0,
	last_posted_at timestamptz not null default now(),
	pinned_at timestamptz,
	closed_at timestamptz,
	closed_reason text check (char_length(btrim(closed_reason)) between 3 and 600),
	-- Of everything that its page shows, posts included.
	version integer not null default 1,
	created_at timestamptz not null default now(),
	unique (id, space_id),
	constraint "a closed thread says why" check ((closed_at is null) = (closed_reason is null))
);
create index threads_space_key on public.threads (space_id, last_posted_at desc, id desc);
create index threads_unanswered_key on public.threads (space_id, last_posted_at desc, id desc) where last_number = 1;
create index threads_pinned_key on public.threads (space_id, pinned_at desc) where pinned_at is not null;

create table public.posts (
	id uuid primary key,
	thread_id uuid not null,
	space_id uuid not null,
	-- From 1, without gaps, in the order in which they were kept.
	number integer not null check (number > 0),
	-- Null once it was withdrawn: its number and its date stay.
	body public.markdown check (char_length(btrim(body)) between 1 and 10000),
	reply_to uuid,
	-- For which body its author sat there.
	organisation_id uuid references public.organisations (id) on delete set null,
	version integer not null default 1,
	edited_at timestamptz,
	withdrawn_at timestamptz,
	created_at timestamptz not null default now(),
	unique (thread_id, number),
	unique (id, thread_id),
	foreign key (thread_id, space_id) references public.threads (id, space_id) on delete cascade,
	foreign key (reply_to, thread_id) references public.posts (id, thread_id),
	constraint "what is withdrawn says nothing" check ((body is null) = (withdrawn_at is not null))
);
create index posts_space_key on public.posts (space_id);
create index posts_reply_key on public.posts (reply_to, thread_id);
create index posts_organisation_key on public.posts (organisation_id);

-- What a post said before each change: whoever reads it reads what it was.
create table public.post_versions (
	post_id uuid not null references public.posts (id) on delete cascade,
	version integer not null,
	body public.markdown not null,
	replaced_at timestamptz not null default now(),
	primary key (post_id, version)
);

-- Who may ----------------------------------------------------------------------------------------------
create function private.viewer_wrote(kind text, object uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from private.authorships a
		where a.object_kind = kind and a.object_id = object and a.person_id = (select private.viewer())
	);
comment on function private.viewer_wrote is 'Whether the viewer wrote this object.';

-- Who wrote posts of spaces that the viewer reads. Whether they show their name is theirs to say: `people`.
create function private.post_authors(posts uuid[]) returns table (post_id uuid, person_id uuid)
	language sql stable security definer set search_path = '' rows 50
	begin atomic
		select p.id, a.person_id
		from public.posts p
		join public.spaces s on s.id = p.space_id
		join private.authorships a on a.object_kind = 'post' and a.object_id = p.id
		where p.id = any (post_authors.posts) and (
			s.id in (select private.viewer_spaces())
			or not private.masks(s.sensitivity, 'people')
				and (s.visibility = 'public' or s.visibility = 'reseau' and (select private.viewer()) is not null)
		);
	end;
comment on function private.post_authors is 'Masked with the people of their space, but for its members.';
grant execute on function private.viewer_wrote to authenticated, service_role;
grant execute on function private.post_authors to anon, authenticated;

alter table public.threads enable row level security;
alter table public.posts enable row level security;
alter table public.post_versions enable row level security;
grant select on public.threads, public.posts, public.post_versions to anon, authenticated;
grant insert (id, space_id, title, language), update (title, pinned_at, closed_at, closed_reason) on public.threads to authenticated;
grant insert (id, thread_id, body, reply_to), update (body, withdrawn_at) on public.posts to authenticated;
grant select, insert, update, delete on public.threads, public.posts, public.post_versions to service_role;

-- Row by row, by the key of the space: the spaces that one reads are not all listed for one page.
create policy "whoever reads a space reads its threads" on public.threads
	for select to anon, authenticated using (exists (select from public.spaces s where s.id = space_id));
create policy "whoever reads a space reads its posts" on public.posts
	for select to anon, authenticated using (exists (select from public.spaces s where s.id = space_id));
create policy "whoever reads a post reads what it said before" on public.post_versions
	for select to anon, authenticated using (exists (select from public.posts p where p.id = post_id));
create policy "its writing members open threads" on public.threads
	for insert to authenticated with check (space_id in (select private.viewer_writing_spaces()));
create policy "its writing members reply" on public.posts
	for insert to authenticated with check (space_id in (select private.viewer_writing_spaces()));
-- What each may change is said by the guards.
create policy "who opened it and the facilitators of its space change a thread" on public.threads
	for update to authenticated
	using (space_id in (select private.viewer_facilitated_spaces()) or private.viewer_wrote('thread', id));
create policy "who wrote it changes a post, a facilitator withdraws it" on public.posts
	for update to authenticated
	using (space_id in (select private.viewer_facilitated_spaces()) or private.viewer_wrote('post', id));

-- The actor is in the row: it is for those who may know who wrote.
create policy "who reads a space sees what happened in its threads, unless people are masked" on public.activity
	for select to authenticated
	using (object_kind in ('thread', 'post') and (select private.viewer()) is not null and exists (
		select from public.spaces s
		where s.id = space_id and (not private.masks(s.sensitivity, 'people') or s.id in (select private.viewer_spaces()))
	));

-- What a change must respect -----------------------------------------------------------------------------
create function private.guard_thread() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	new.version := old.version + 1;
	-- A post was added or changed.
	if (select auth.uid()) is null
		or (new.title, new.pinned_at, new.closed_at, new.closed_reason) is not distinct from (old.title, old.pinned_at, old.closed_at, old.closed_reason) then
		return new;
	end if;
	if old.space_id not in (select private.viewer_writing_spaces()) then
		if exists (select from public.spaces s where s.id = old.space_id and s.archived_at is not null) then
			raise sqlstate 'PT409' using message = 'This space is archived: it is read only.';
		end if;
		raise sqlstate '42501' using message = 'Only members who write there change its threads.';
	end if;
	if new.pinned_at is distinct from old.pinned_at then
		if old.space_id not in (select private.viewer_facilitated_spaces()) then
			raise sqlstate '42501' using message = 'The facilitators of the space pin threads.';
		end if;
		new.pinned_at := case when new.pinned_at is not null then coalesce(old.pinned_at, now()) end;
	end if;
	if new.closed_at is not null then
		new.closed_at := coalesce(old.closed_at, now());
	end if;
	return new;
end
$$;
create trigger threads_guard before update on public.threads for each row execute function private.guard_thread();

create function private.follow_thread() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	author uuid := private.viewer();
begin
	if tg_op = 'INSERT' then
		if author is not null then
			insert into private.authorships values ('thread', new.id, author);
		end if;
		perform private.record_activity('opened', 'thread', new.id, new.space_id);
	elsif new.title <> old.title then
		perform private.record_activity('renamed', 'thread', new.id, new.space_id);
	elsif (old.pinned_at is null) <> (new.pinned_at is null) then
		perform private.record_activity(case when new.pinned_at is null then 'unpinned' else 'pinned' end, 'thread', new.id, new.space_id);
	elsif (old.closed_at is null) <> (new.closed_at is null) then
		perform private.record_activity(case when new.closed_at is null then 'reopened' else 'closed' end, 'thread', new.id, new.space_id);
	end if;
	return null;
end
$$;
create trigger threads_follow after insert or update on public.threads for each row execute function private.follow_thread();

-- A thread is opened by what somebody says.
create function private.require_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if exists (select from public.threads t where t.id = new.id and t.last_number = 0) then
		raise sqlstate 'PT409' using message = 'A thread begins with a post.';
	end if;
	return null;
end
$$;
create constraint trigger threads_begin after insert on public.threads
	deferrable initially deferred for each row execute function private.require_post();

-- One at a time in a thread, by the lock of its row: numbers have no gaps, and what is sent twice is one post.
create function private.number_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform from public.threads t where t.id = new.thread_id for no key update;
	if exists (select from public.posts p where p.id = new.id) then
		return null;
	end if;
	update public.threads t
	set last_number = t.last_number + 1, last_posted_at = greatest(t.last_posted_at, new.created_at)
	where t.id = new.thread_id
	returning t.last_number, t.space_id into new.number, new.space_id;
	if (select auth.uid()) is not null then
		select m.organisation_id into new.organisation_id
		from public.space_members m join public.spaces s on s.id = m.space_id
		where m.space_id = new.space_id and m.person_id = private.viewer() and not private.masks(s.sensitivity, 'people');
	end if;
	return new;
end
$$;
create trigger posts_number before insert on public.posts for each row execute function private.number_post();

create function private.guard_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	by_person boolean := (select auth.uid()) is not null;
begin
	new.version := old.version + 1;
	if old.withdrawn_at is not null then
		raise sqlstate 'PT409' using message = 'This post was withdrawn.';
	end if;
	if new.withdrawn_at is not null then
		new.withdrawn_at := now();
		new.body := null;
		return new;
	end if;
	if by_person and (not private.viewer_wrote('post', old.id) or old.space_id not in (select private.viewer_spaces())) then
		raise sqlstate '42501' using message = 'Nobody else changes what somebody said.';
	end if;
	if new.body is distinct from old.body then
		new.edited_at := now();
	end if;
	return new;
end
$$;
create trigger posts_guard before update on public.posts for each row execute function private.guard_post();

-- After the row is judged: who has no right there does not learn that the thread is closed.
create function private.refuse_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if (select auth.uid()) is not null and new.withdrawn_at is null then
		if exists (select from public.spaces s where s.id = new.space_id and s.archived_at is not null) then
			raise sqlstate 'PT409' using message = 'This space is archived: it is read only.';
		end if;
		if exists (select from public.threads t where t.id = new.thread_id and t.closed_at is not null) then
			raise sqlstate 'PT409' using message = 'This thread is closed.', hint = 'closed';
		end if;
	end if;
	return null;
end
$$;
create trigger posts_allowed after insert or update on public.posts for each row execute function private.refuse_post();

-- What the page of a thread shows has changed: whoever watches it, or its space, is told when the transaction ends.
create function private.announce_thread(thread uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	changed public.threads;
begin
	select * into changed from public.threads t where t.id = thread;
	perform pg_notify('palabre_changed', json_build_object(
		'object', 'thread', 'id', changed.id, 'space', changed.space_id, 'version', changed.version
	)::text);
end
$$;
comment on function private.announce_thread is 'Called by triggers only: no role may execute it.';

create function private.follow_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	author uuid := private.viewer();
begin
	if tg_op = 'INSERT' then
		if author is not null then
			insert into private.authorships values ('post', new.id, author);
		end if;
		-- The first one is the thread's own beginning.
		if new.number > 1 then
			perform private.record_activity('replied', 'post', new.id, new.space_id);
			perform private.announce_thread(new.thread_id);
		end if;
		return null;
	end if;
	if new.withdrawn_at is not null then
		delete from public.post_versions v where v.post_id = new.id;
		perform private.record_activity('withdrawn', 'post', new.id, new.space_id, private.given_reason());
	elsif new.body <> old.body then
		insert into public.post_versions (post_id, version, body) values (old.id, old.version, old.body);
		perform private.record_activity('revised', 'post', new.id, new.space_id);
	else
		return null;
	end if;
	update public.threads t set version = t.version where t.id = new.thread_id;
	perform private.announce_thread(new.thread_id);
	return null;
end
$$;
create trigger posts_follow after insert or update on public.posts for each row execute function private.follow_post();

-- A space that goes for good takes its threads, and what was written of them.
create function private.forget_thread() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from private.authorships where object_kind = tg_argv[0] and object_id = old.id;
	delete from public.activity where object_kind = tg_argv[0] and object_id = old.id;
	return null;
end
$$;
create trigger threads_forget after delete on public.threads for each row execute function private.forget_thread('thread');
create trigger posts_forget after delete on public.posts for each row execute function private.forget_thread('post');

-- Found by their words ------------------------------------------------------------------------------------
create function private.words_of(source text) returns text
	language sql immutable parallel safe set search_path = ''
	return regexp_replace(regexp_replace(source, '\]\([^)\s]*\)', ' ', 'g'), '[][*_`>#~|]+', ' ', 'g');
comment on function private.words_of is 'Markdown without its marks nor the addresses of its links, for the index.';

create function private.index_thread(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	-- The newest posts of a very long thread: each reply writes its entry again.
	most constant integer := 200;
	t public.threads;
	s public.spaces;
	entry private.search_entries;
	said text;
begin
	select * into t from public.threads where id = wanted;
	if not found then
		delete from private.search_entries where object_kind = 'thread' and object_id = wanted;
		return;
	end if;
	select * into s from public.spaces where id = t.space_id;
	entry.object_kind := 'thread';
	entry.object_id := t.id;
	-- What its address ends with, after /espaces/.
	entry.slug := s.slug || '/discussions/' || t.id;
	entry.title := t.title;
	entry.summary := coalesce((select left(private.words_of(p.body), 300) from public.posts p where p.thread_id = t.id and p.number = 1), '');
	entry.themes := '{}';
	entry.language := t.language;
	entry.sort_at := t.last_posted_at;
	entry.visibility := s.visibility;
	entry.space_id := s.id;
	select string_agg(private.words_of(newest.body), E'\n' order by newest.number) into said from (
		select p.number, p.body from public.posts p where p.thread_id = t.id order by p.number desc limit most
	) newest;
	perform private.put_search_entry(entry, array[t.title, '', coalesce(said, '')], '');
end
$$;
insert into private.search_kinds (kind) values ('thread');
create constraint trigger threads_search after insert or update or delete on public.threads
	deferrable initially deferred for each row execute function private.refresh_search('thread', 'id');
create constraint trigger posts_search after insert or update or delete on public.posts
	deferrable initially deferred for each row execute function private.refresh_search('thread', 'thread_id');

-- Who reads a space is who reads its threads.
create index search_entries_space_key on private.search_entries (space_id, object_kind);
create function private.follow_space_readers() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	update private.search_entries set visibility = new.visibility where space_id = new.id and object_kind = 'thread';
	return null;
end
$$;
create trigger spaces_search_within after update of visibility on public.spaces
	for each row when (old.visibility is distinct from new.visibility) execute function private.follow_space_readers();

comment on table public.threads is 'A discussion of a space.';
comment on table public.posts is 'What somebody said in a thread.';
comment on table public.post_versions is 'What a post said before it was changed.';
