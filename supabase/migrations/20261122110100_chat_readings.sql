-- Until where somebody has read a room, the same on all their devices. It is theirs: nobody is told who read what.
create table public.chat_readings (
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	room_id uuid not null references public.chat_rooms (id) on delete cascade,
	seq integer not null check (seq > 0),
	read_at timestamptz not null default now(),
	primary key (person_id, room_id)
);
create index chat_readings_room_key on public.chat_readings (room_id);

alter table public.chat_readings enable row level security;
grant select, insert (room_id, seq), update (seq) on public.chat_readings to authenticated;
grant select, insert, update, delete on public.chat_readings to service_role;
create policy "people see until where they read a room" on public.chat_readings
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people keep until where they read a room that is theirs" on public.chat_readings
	for insert to authenticated
	with check (person_id = (select private.viewer()) and room_id in (select private.viewer_chat_rooms()));
create policy "people read a room further" on public.chat_readings
	for update to authenticated using (person_id = (select private.viewer()));

-- Their other devices, and nobody else: `live.server.ts`.
create function private.announce_chat_reading() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform pg_notify('palabre_chat_read', json_build_object('person', new.person_id, 'room', new.room_id, 'seq', new.seq)::text);
	return null;
end
$$;
create trigger chat_readings_announce after insert or update on public.chat_readings
	for each row execute function private.announce_chat_reading();

-- Among the last hundred of the room: « 99+ » is as far as one counts. What was said before somebody came does
-- not wait for them, nor what they say themselves.
create function private.viewer_chat_unread(room uuid) returns integer
	language sql stable security definer set search_path = ''
	return (
		select count(*)::integer
		from (
			select c.seq, c.author_id, c.created_at, c.withdrawn_at from public.chat_messages c
			where c.room_id = viewer_chat_unread.room order by c.seq desc limit 100
		) recent
		left join public.chat_readings r on r.person_id = private.viewer() and r.room_id = viewer_chat_unread.room
		where viewer_chat_unread.room in (select private.viewer_chat_rooms())
			and recent.withdrawn_at is null and recent.author_id is distinct from private.viewer()
			and case when r.room_id is not null then recent.seq > r.seq
				else recent.created_at > (
					select m.since from public.space_members m where m.space_id = viewer_chat_unread.room and m.person_id = private.viewer()
					union all
					select m.since from public.chat_members m where m.room_id = viewer_chat_unread.room and m.person_id = private.viewer()
				) end
	);
comment on function private.viewer_chat_unread is 'How many messages of this room the viewer has not read, up to a hundred; 0 for a room that is not theirs.';
-- Visitors have a page where it is asked: it is none for them.
grant execute on function private.viewer_chat_unread to anon, authenticated;

-- Who left the network is not known to have read, nor is of any conversation.
create function private.forget_chat_reader() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.chat_readings r where r.person_id = new.id;
	delete from public.chat_members m where m.person_id = new.id;
	return null;
end
$$;
create trigger people_gone_chat after update of account_id on public.people
	for each row when (old.account_id is not null and new.account_id is null) execute function private.forget_chat_reader();

comment on table public.chat_readings is 'Until which number somebody has read a room.';
