-- Until where somebody has read a thread, the same on all their devices; and what of a thread, or of a whole
-- space, they want to be told. Each is for its person only.
create table public.thread_readings (
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	thread_id uuid not null references public.threads (id) on delete cascade,
	last_number integer not null check (last_number > 0),
	read_at timestamptz not null default now(),
	primary key (person_id, thread_id)
);
create index thread_readings_thread_key on public.thread_readings (thread_id);

create table public.thread_follows (
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	thread_id uuid not null references public.threads (id) on delete cascade,
	-- Without a row, that of the space.
	level text not null check (level in ('everything', 'mentions', 'nothing')),
	primary key (person_id, thread_id)
);
create index thread_follows_thread_key on public.thread_follows (thread_id);

create table public.space_follows (
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	space_id uuid not null references public.spaces (id) on delete cascade,
	-- Without a row: mentions and replies.
	level text not null check (level in ('everything', 'mentions', 'nothing')),
	primary key (person_id, space_id)
);
create index space_follows_space_key on public.space_follows (space_id);

alter table public.thread_readings enable row level security;
alter table public.thread_follows enable row level security;
alter table public.space_follows enable row level security;
grant select on public.thread_readings, public.thread_follows, public.space_follows to authenticated;
grant insert (thread_id, last_number), update (last_number) on public.thread_readings to authenticated;
grant insert (thread_id, level), update (level) on public.thread_follows to authenticated;
grant insert (space_id, level), update (level) on public.space_follows to authenticated;
grant select, insert, update, delete on public.thread_readings, public.thread_follows, public.space_follows to service_role;

create policy "people see until where they read" on public.thread_readings
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people keep until where they read what they see" on public.thread_readings
	for insert to authenticated
	with check (person_id = (select private.viewer()) and exists (select from public.threads t where t.id = thread_id));
create policy "people read further" on public.thread_readings
	for update to authenticated using (person_id = (select private.viewer()));
create policy "people see which threads they follow" on public.thread_follows
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people follow threads that they see" on public.thread_follows
	for insert to authenticated
	with check (person_id = (select private.viewer()) and exists (select from public.threads t where t.id = thread_id));
create policy "people follow a thread otherwise" on public.thread_follows
	for update to authenticated using (person_id = (select private.viewer()));
create policy "people see which spaces they follow" on public.space_follows
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people follow spaces that they see" on public.space_follows
	for insert to authenticated
	with check (person_id = (select private.viewer()) and exists (select from public.spaces s where s.id = space_id));
create policy "people follow a space otherwise" on public.space_follows
	for update to authenticated using (person_id = (select private.viewer()));

-- Who speaks in a thread wants to know what is answered, until they say otherwise.
create function private.follow_own_thread() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if private.viewer() is not null then
		insert into public.thread_follows (person_id, thread_id, level)
		values (private.viewer(), new.thread_id, 'everything') on conflict do nothing;
	end if;
	return null;
end
$$;
create trigger posts_followed after insert on public.posts for each row execute function private.follow_own_thread();

-- Who left the network is not told anything any more, nor known to have read.
create function private.forget_reader() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.thread_readings where person_id = new.id;
	delete from public.thread_follows where person_id = new.id;
	delete from public.space_follows where person_id = new.id;
	return null;
end
$$;
create trigger people_gone_reader after update of account_id on public.people
	for each row when (old.account_id is not null and new.account_id is null) execute function private.forget_reader();

-- How many threads of their space the viewer has not read to their end: among the hundred most active, and for
-- those that they never opened, since they came.
create function private.viewer_unread_in(space uuid) returns integer
	language sql stable security definer set search_path = ''
	return case when private.viewer() is null then 0 else (
		select count(*)::integer
		from public.space_members m
		left join public.space_follows sf on sf.person_id = m.person_id and sf.space_id = m.space_id
		cross join lateral (
			select t.id, t.last_number, t.last_posted_at from public.threads t
			where t.space_id = m.space_id order by t.last_posted_at desc, t.id desc limit 100
		) recent
		left join public.thread_readings r on r.person_id = m.person_id and r.thread_id = recent.id
		left join public.thread_follows tf on tf.person_id = m.person_id and tf.thread_id = recent.id
		where m.person_id = private.viewer() and m.space_id = viewer_unread_in.space and m.space_id in (select private.viewer_spaces())
			and coalesce(tf.level, sf.level, 'mentions') <> 'nothing'
			and case when r.thread_id is null then recent.last_posted_at > m.since else recent.last_number > r.last_number end
	) end;
comment on function private.viewer_unread_in is 'Zero where the viewer takes no part, and for what they asked not to be told of.';

create function private.viewer_unread_threads() returns table (space_id uuid, threads integer)
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select u.space, u.threads
		from (select s as space, private.viewer_unread_in(s) as threads from private.viewer_spaces() s) u
		where u.threads > 0;
	end;
comment on function private.viewer_unread_threads is 'Of the viewer''s own spaces, those where something waits.';
grant execute on function private.viewer_unread_threads to authenticated;
grant execute on function private.viewer_unread_in to anon, authenticated;

comment on table public.thread_readings is 'Until which number somebody has read a thread.';
comment on table public.thread_follows is 'What somebody wants to be told of a thread.';
comment on table public.space_follows is 'What somebody wants to be told of the threads of a space.';

-- For pages that visitors read too, who have no right to these tables.
create function private.viewer_reading(thread uuid) returns integer
	language sql stable security definer set search_path = ''
	return case when private.viewer() is not null then coalesce(
		(select r.last_number from public.thread_readings r where r.person_id = private.viewer() and r.thread_id = thread), 0
	) end;
comment on function private.viewer_reading is 'Until which number the viewer read this thread; 0: not at all, null: a visitor.';

create function private.viewer_level(thread uuid, space uuid) returns text
	language sql stable security definer set search_path = ''
	return coalesce(
		(select f.level from public.thread_follows f where f.person_id = private.viewer() and f.thread_id = thread),
		(select f.level from public.space_follows f where f.person_id = private.viewer() and f.space_id = space)
	);
comment on function private.viewer_level is 'What the viewer asked to be told of this thread, or of its space; null: they said nothing.';

create function private.viewer_unread(thread uuid, space uuid, last_number integer, last_posted_at timestamptz) returns integer
	language sql stable security definer set search_path = ''
	return case when private.viewer() is null then 0 else coalesce(
		(select greatest(viewer_unread.last_number - r.last_number, 0) from public.thread_readings r
			where r.person_id = private.viewer() and r.thread_id = viewer_unread.thread),
		-- What was said before they came does not wait for them.
		(select viewer_unread.last_number from public.space_members m
			where m.space_id = viewer_unread.space and m.person_id = private.viewer() and m.since < viewer_unread.last_posted_at),
		0
	) end;
comment on function private.viewer_unread is 'How many posts of this thread the viewer has not read.';
grant execute on function private.viewer_reading, private.viewer_level, private.viewer_unread to anon, authenticated;
