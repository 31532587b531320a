-- Chat (« salon »): a room per space, where its members talk at once. It is for them only, whatever the
-- space's visibility (`model.md` § Visibility); who may write there is who may write in the space. A room
-- without a space is a conversation between people who chose each other: `chat_members` says who.
--
-- No message has a row in the journal: a room says a hundred things an hour, and what reads the journal
-- (mails, the dashboard) wants facts. A room is its own journal, in order.
create table public.chat_rooms (
	id uuid primary key,
	space_id uuid unique references public.spaces (id) on delete cascade,
	-- The number of its last message.
	latest integer not null default 0 check (latest >= 0),
	-- How many times something that was said was changed: who was away asks for what follows the last they know.
	changes integer not null default 0 check (changes >= 0),
	spoken_at timestamptz not null default now(),
	created_at timestamptz not null default now(),
	constraint "the room of a space has the id of its space" check (space_id = id)
);

-- Who a conversation is between. Those of a space are in `space_members`.
create table public.chat_members (
	room_id uuid not null references public.chat_rooms (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	since timestamptz not null default now(),
	primary key (room_id, person_id)
);
create index chat_members_person_key on public.chat_members (person_id, room_id);

create table public.chat_messages (
	-- Made by who writes: sent twice, it is one message.
	id uuid primary key,
	room_id uuid not null references public.chat_rooms (id) on delete cascade,
	-- From 1, without gaps: given by its trigger.
	seq integer not null check (seq > 0),
	author_id uuid references public.people (id) on delete set null,
	-- Null once it was withdrawn: its number, its author and its date stay.
	body text check (char_length(btrim(body)) between 1 and 4000),
	reply_to uuid,
	-- Of its last change among those of its room; 0: it is as it was said.
	change integer not null default 0 check (change >= 0),
	-- How many people said each word of one about it: who they are is told to nobody.
	reactions jsonb not null default '{}',
	edited_at timestamptz,
	withdrawn_at timestamptz,
	created_at timestamptz not null default now(),
	unique (room_id, seq),
	unique (id, room_id),
	foreign key (reply_to, room_id) references public.chat_messages (id, room_id),
	constraint "what is withdrawn says nothing" check ((body is null) = (withdrawn_at is not null))
);
create index chat_messages_author_key on public.chat_messages (author_id);
create index chat_messages_changed_key on public.chat_messages (room_id, change) where change > 0;
create index chat_messages_reply_key on public.chat_messages (reply_to, room_id) where reply_to is not null;

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
		select s from private.viewer_spaces() s
		union all
		select m.room_id from public.chat_members m where m.person_id = private.viewer();
	end;
comment on function private.viewer_chat_rooms is 'The rooms that the viewer reads: those of the spaces where they take part, and their conversations.';

create function private.viewer_writing_chat_rooms() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select s from private.viewer_writing_spaces() s
		union all
		select m.room_id from public.chat_members m
		where m.person_id = private.viewer()
			and exists (select from public.chat_members o where o.room_id = m.room_id and o.person_id <> m.person_id);
	end;
comment on function private.viewer_writing_chat_rooms is 'The rooms where the viewer writes: an observateur reads, an archived space is read only, and nobody talks alone.';

create function private.reads_chat_room(person uuid, room uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (select from public.space_members m where m.space_id = room and m.person_id = person)
		or exists (select from public.chat_members m where m.room_id = room and m.person_id = person);
comment on function private.reads_chat_room is 'Whether this person is of the room. Called by triggers only: no role may execute it.';
grant execute on function private.viewer_chat_rooms, private.viewer_writing_chat_rooms to authenticated, service_role;

alter table public.chat_rooms enable row level security;
alter table public.chat_members enable row level security;
alter table public.chat_messages enable row level security;
grant select on public.chat_rooms, public.chat_members to authenticated;
grant delete on public.chat_members to authenticated;
grant select, insert (id, room_id, body, reply_to), update (body, withdrawn_at) on public.chat_messages to authenticated;
grant select, insert, update, delete on public.chat_rooms, public.chat_members, public.chat_messages to service_role;
create policy "who takes part finds its room" on public.chat_rooms
	for select to authenticated using (id in (select private.viewer_chat_rooms()));
create policy "who talks there knows with whom" on public.chat_members
	for select to authenticated using (room_id in (select private.viewer_chat_rooms()));
create policy "people leave a conversation" on public.chat_members
	for delete to authenticated using (person_id = (select private.viewer()));
create policy "who takes part reads what is said there" on public.chat_messages
	for select to authenticated using (room_id in (select private.viewer_chat_rooms()));
create policy "who writes there speaks for themselves" on public.chat_messages
	for insert to authenticated
	with check (room_id in (select private.viewer_writing_chat_rooms()) and author_id = (select private.viewer()));
-- What each may change is said by the guard.
create policy "who said it changes it, a facilitator of the space withdraws it" on public.chat_messages
	for update to authenticated
	using (room_id in (select private.viewer_writing_chat_rooms())
		and (author_id = (select private.viewer()) or room_id in (select private.viewer_facilitated_spaces())));

-- Who speaks at the same instant waits here for the other to be stored: numbers follow the order of commits,
-- and one that was refused leaves no hole. A message that is there already is left as it is.
create function private.number_chat_message() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform from public.chat_rooms where id = new.room_id for no key update;
	if exists (select from public.chat_messages where id = new.id) then
		return null;
	end if;
	if (select auth.uid()) is not null then
		new.author_id := private.viewer();
		new.created_at := clock_timestamp();
	end if;
	update public.chat_rooms set latest = latest + 1, spoken_at = new.created_at
	where id = new.room_id returning latest into new.seq;
	return new;
end
$$;
create trigger chat_messages_number before insert on public.chat_messages
	for each row execute function private.number_chat_message();

-- Changes of a room are numbered as its messages are. The message is locked first, its room second: two who
-- change the same room at once never wait for each other.
create function private.next_chat_change(room uuid) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	given integer;
begin
	update public.chat_rooms set changes = changes + 1 where id = room returning changes into given;
	return given;
end
$$;
comment on function private.next_chat_change is 'Called by triggers only: no role may execute it.';

create function private.guard_chat_message() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	-- Its author is gone, or somebody answered in a word.
	if (new.body, new.withdrawn_at) is not distinct from (old.body, old.withdrawn_at) then
		return new;
	end if;
	if old.withdrawn_at is not null then
		raise sqlstate 'PT409' using message = 'This message was withdrawn.';
	end if;
	if new.withdrawn_at is not null then
		new.withdrawn_at := now();
		new.body := null;
		new.reactions := '{}';
	else
		if (select auth.uid()) is not null and new.author_id is distinct from private.viewer() then
			raise sqlstate '42501' using message = 'Nobody else changes what somebody said.';
		end if;
		new.edited_at := now();
	end if;
	new.change := private.next_chat_change(new.room_id);
	return new;
end
$$;
create trigger chat_messages_guard before update on public.chat_messages
	for each row execute function private.guard_chat_message();

-- Each process reads what it announces and says it to those who are in the room. Rights that change are
-- announced on the same connection: nobody who was removed before hears what was said after.
create function private.announce_chat_message() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform pg_notify('palabre_chat', json_build_object('room', new.room_id, 'message', new.id, 'fact',
		case when tg_op = 'INSERT' then 'said'
			when new.withdrawn_at is not null then 'deleted'
			when new.body is distinct from old.body then 'edited'
			else 'reaction' end)::text);
	return null;
end
$$;
create trigger chat_messages_announce after insert on public.chat_messages
	for each row execute function private.announce_chat_message();
create trigger chat_messages_announce_change after update on public.chat_messages
	for each row when (old.change <> new.change) execute function private.announce_chat_message();

-- Whom a message names: `[@Nom](person:uuid)`, those of its room only. Nobody else may be called there.
create table public.chat_mentions (
	message_id uuid not null references public.chat_messages (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	primary key (message_id, person_id)
);
create index chat_mentions_person_key on public.chat_mentions (person_id);
alter table public.chat_mentions enable row level security;
grant select on public.chat_mentions to authenticated;
grant select, insert, update, delete on public.chat_mentions to service_role;
create policy "whoever reads a message reads whom it names" on public.chat_mentions
	for select to authenticated using (exists (select from public.chat_messages c where c.id = message_id));

create function private.keep_chat_mentions() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'UPDATE' then
		delete from public.chat_mentions m where m.message_id = new.id
			and position('(person:' || m.person_id || ')' in coalesce(new.body, '')) = 0;
	end if;
	insert into public.chat_mentions (message_id, person_id)
	select new.id, named.id from (
		select distinct m.link[1]::uuid as id
		from regexp_matches(new.body, '\]\(person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)', 'g') m (link)
	) named
	where private.reads_chat_room(named.id, new.room_id)
	limit 20
	on conflict do nothing;
	return null;
end
$$;
create trigger chat_messages_mentions after insert on public.chat_messages
	for each row when (new.body like '%](person:%') execute function private.keep_chat_mentions();
create trigger chat_messages_mentions_change after update of body on public.chat_messages
	for each row when (old.body is distinct from new.body) execute function private.keep_chat_mentions();

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

comment on table public.chat_rooms is 'Where people talk at once: one room per space, and conversations.';
comment on table public.chat_members is 'Who a conversation is between.';
comment on table public.chat_messages is 'What is said in a room, numbered without gaps in the order of commits.';
comment on table public.chat_mentions is 'Whom a message names.';
