-- Direct messages: a conversation is a room of 2 to 20 people who are not gathered by a space. Who is in it is said
-- when it is opened, and by those who leave: nobody is brought afterwards into what the others said before.
alter table public.people add column takes_messages boolean not null default true;
grant update (takes_messages) on public.people to authenticated;
comment on column public.people.takes_messages is 'Whether others may open a conversation with this person.';

create table private.opened_conversations (
	room_id uuid primary key references public.chat_rooms (id) on delete cascade,
	opened_by uuid references public.people (id) on delete set null,
	-- For how many people it was opened: one of two is found again, one of three is never taken for it.
	people smallint not null check (people between 2 and 20),
	opened_at timestamptz not null default now()
);
create index opened_conversations_opener_key on private.opened_conversations (opened_by, opened_at);
alter table private.opened_conversations enable row level security;
comment on table private.opened_conversations is 'Who opened each conversation, and when: nobody opens them without end.';

-- Whom the viewer may write to: those whom the network shows, who are there and who want it. The others are refused
-- in the same words, whatever the reason.
create function private.open_conversation(id uuid, others uuid[]) returns uuid
	language plpgsql volatile security definer set search_path = '' as $$
declare
	a_day constant integer := 20;
	opener uuid := private.viewer();
	wanted uuid[] := array(select distinct o from unnest(others) o where o <> private.viewer() order by o);
	known uuid;
begin
	if opener is null then
		raise sqlstate '42501' using message = 'Only people of the network talk there.';
	end if;
	-- Two forms of the same person wait for each other.
	perform from public.people p where p.id = opener for no key update;
	if exists (select from public.chat_members m where m.room_id = open_conversation.id and m.person_id = opener) then
		return open_conversation.id;
	end if;
	if cardinality(wanted) not between 1 and 19 then
		raise sqlstate 'PT409' using message = 'A conversation is between 2 and 20 people.', hint = 'people';
	end if;
	if exists (select from public.people p where p.id = opener and p.visibility = 'prive') then
		raise sqlstate 'PT409' using message = 'Who shows themselves to nobody writes to nobody.', hint = 'hidden';
	end if;
	if cardinality(wanted) = 1 then
		select mine.room_id into known
		from public.chat_members mine
		join public.chat_members theirs on theirs.room_id = mine.room_id and theirs.person_id = wanted[1]
		join private.opened_conversations c on c.room_id = mine.room_id and c.people = 2
		where mine.person_id = opener limit 1;
		if known is not null then
			return known;
		end if;
	end if;
	if cardinality(wanted) <> (
		select count(*) from public.people p
		where p.id = any (wanted) and p.account_id is not null and p.visibility <> 'prive' and p.takes_messages
	) then
		raise sqlstate 'PT409' using message = 'Somebody among them takes no direct messages.', hint = 'unreachable';
	end if;
	if a_day <= (select count(*) from private.opened_conversations c where c.opened_by = opener and c.opened_at > now() - interval '1 day') then
		raise sqlstate 'PT409' using message = 'Enough conversations were opened today.', hint = 'too-many';
	end if;
	insert into public.chat_rooms (id) values (open_conversation.id);
	insert into private.opened_conversations (room_id, opened_by, people) values (open_conversation.id, opener, cardinality(wanted) + 1);
	insert into public.chat_members (room_id, person_id) select open_conversation.id, p from unnest(wanted || opener) p;
	return open_conversation.id;
end
$$;
comment on function private.open_conversation is 'The conversation between the viewer and these people: for two, the one that is there already.';
grant execute on function private.open_conversation to authenticated;

-- Who leaves hears nothing more, at once; a room where nobody is left is gone.
create function private.leave_conversation() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.announce_rights(old.person_id);
	delete from public.chat_readings r where r.room_id = old.room_id and r.person_id = old.person_id;
	if not exists (select from public.chat_members m where m.room_id = old.room_id) then
		delete from public.chat_rooms r where r.id = old.room_id and r.space_id is null;
	end if;
	return null;
end
$$;
create trigger chat_members_leave after delete on public.chat_members
	for each row execute function private.leave_conversation();

-- The list of conversations of each of them is not what it was.
create function private.announce_conversation() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform pg_notify('palabre_changed', json_build_object('object', 'person', 'id', m.person_id, 'space', null, 'version', null)::text)
	from public.chat_members m where m.room_id = new.room_id;
	return null;
end
$$;
create trigger chat_messages_in_conversation after insert on public.chat_messages
	for each row execute function private.announce_conversation();

-- How many of their conversations the viewer has not read to their end, up to a hundred of the latest.
create function private.viewer_unread_conversations() returns integer
	language sql stable security definer set search_path = ''
	return (
		select count(*)::integer from (
			select r.id from public.chat_members m join public.chat_rooms r on r.id = m.room_id
			where m.person_id = private.viewer() and r.latest > 0 order by r.spoken_at desc limit 100
		) recent
		where private.viewer_chat_unread(recent.id) > 0
	);
comment on function private.viewer_unread_conversations is 'Conversations where something waits for the viewer.';
grant execute on function private.viewer_unread_conversations to anon, authenticated;
