-- Chat (« salon »): a room per space, where its members talk at once. It is for them only, whatever the
-- space's visibility (`model.md` § Visibility); who may write there is who may write in the space.
--
-- No message has a row in the journal: a room says a hundred things an hour, and what reads the journal
-- (mails, the dashboard) wants facts. A room is its own journal, in order.
create table public.chat_rooms (
	id uuid primary key,
	space_id uuid unique references public.spaces (id) on delete cascade,
	-- The number of its last message.
	latest integer not null default 0 check (latest >= 0),
	created_at timestamptz not null default now(),
	constraint "the room of a space has the id of its space" check (space_id = id)
);

create table public.chat_messages (
	-- Made by who writes: sent twice, it is one message.
	id uuid primary key,
	room_id uuid not null references public.chat_rooms (id) on delete cascade,
	-- From 1, without gaps: given by its trigger.
	seq integer not null check (seq > 0),
	author_id uuid references public.people (id) on delete set null,
	body text not null check (char_length(btrim(body)) between 1 and 4000),
	created_at timestamptz not null default now(),
	unique (room_id, seq)
);
create index chat_messages_author_key on public.chat_messages (author_id);

-- A room is there as soon as its space is.
create function private.open_chat_room() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	insert into public.chat_rooms (id, space_id) values (new.id, new.id);
	return null;
end
$$;
create trigger spaces_open_chat_room after insert on public.spaces
	for each row execute function private.open_chat_room();
insert into public.chat_rooms (id, space_id) select id, id from public.spaces;

create function private.viewer_chat_rooms() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select s from private.viewer_spaces() s;
	end;
comment on function private.viewer_chat_rooms is 'The rooms that the viewer reads: those of the spaces where they take part.';

create function private.viewer_writing_chat_rooms() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select s from private.viewer_writing_spaces() s;
	end;
comment on function private.viewer_writing_chat_rooms is 'The rooms where the viewer writes: an observateur reads, and an archived space is read only.';
grant execute on function private.viewer_chat_rooms, private.viewer_writing_chat_rooms to authenticated, service_role;

alter table public.chat_rooms enable row level security;
alter table public.chat_messages enable row level security;
grant select on public.chat_rooms to authenticated;
grant select, insert (id, room_id, body) on public.chat_messages to authenticated;
grant select, insert, update, delete on public.chat_rooms, public.chat_messages to service_role;
create policy "who takes part finds its room" on public.chat_rooms
	for select to authenticated using (id in (select private.viewer_chat_rooms()));
create policy "who takes part reads what is said there" on public.chat_messages
	for select to authenticated using (room_id in (select private.viewer_chat_rooms()));
create policy "who writes there speaks for themselves" on public.chat_messages
	for insert to authenticated
	with check (room_id in (select private.viewer_writing_chat_rooms()) and author_id = (select private.viewer()));

-- Who speaks at the same instant waits here for the other to be stored: numbers follow the order of commits,
-- and one that was refused leaves no hole. A message that is there already is left as it is.
create function private.number_chat_message() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform from public.chat_rooms where id = new.room_id for no key update;
	if exists (select from public.chat_messages where id = new.id) then
		return null;
	end if;
	update public.chat_rooms set latest = latest + 1 where id = new.room_id returning latest into new.seq;
	if (select auth.uid()) is not null then
		new.author_id := private.viewer();
		new.created_at := clock_timestamp();
	end if;
	return new;
end
$$;
create trigger chat_messages_number before insert on public.chat_messages
	for each row execute function private.number_chat_message();

-- Each process reads what it announces and says it to those who are in the room. Rights that change are
-- announced on the same connection: nobody who was removed before hears what was said after.
create function private.announce_chat_message() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform pg_notify('palabre_chat', json_build_object('room', new.room_id, 'message', new.id)::text);
	return null;
end
$$;
create trigger chat_messages_announce after insert on public.chat_messages
	for each row execute function private.announce_chat_message();

-- The day when a charter begins to keep people out, nothing is written: their connections are judged again
-- by a job.
create function private.judge_charter_when_due() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.queue('judge-space', json_build_object('id', new.space_id), null, new.required_from - now());
	return null;
end
$$;
create trigger space_charters_due after insert on public.space_charters
	for each row when (new.body is not null and new.required_from > now()) execute function private.judge_charter_when_due();

create function private.judge_space(space uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.announce_rights(m.person_id) from public.space_members m where m.space_id = space;
end
$$;
grant execute on function private.judge_space to service_role;

comment on table public.chat_rooms is 'Where people talk at once: one room per space.';
comment on table public.chat_messages is 'What is said in a room, numbered without gaps in the order of commits.';
