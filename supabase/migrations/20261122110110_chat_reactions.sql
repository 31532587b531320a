-- One word about what somebody said, the same words as in discussions. The message keeps how many; who said it is
-- theirs alone.
create table public.chat_reactions (
	message_id uuid not null references public.chat_messages (id) on delete cascade,
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	kind text not null check (kind in ('thanks', 'agree', 'can-help', 'to-discuss')),
	created_at timestamptz not null default now(),
	primary key (message_id, person_id, kind)
);
create index chat_reactions_person_key on public.chat_reactions (person_id);

create function private.writes_beside_message(message uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.chat_messages c
		where c.id = message and c.withdrawn_at is null and c.room_id in (select private.viewer_writing_chat_rooms())
	);
comment on function private.writes_beside_message is 'Whether the viewer writes in the room of this message, and it still says something.';
grant execute on function private.writes_beside_message to authenticated, service_role;

alter table public.chat_reactions enable row level security;
grant select, insert (message_id, kind), delete on public.chat_reactions to authenticated;
grant select, insert, update, delete on public.chat_reactions to service_role;
create policy "people see how they reacted to a message" on public.chat_reactions
	for select to authenticated using (person_id = (select private.viewer()));
create policy "who writes in its room reacts to a message" on public.chat_reactions
	for insert to authenticated with check (person_id = (select private.viewer()) and private.writes_beside_message(message_id));
create policy "people take back how they reacted to a message" on public.chat_reactions
	for delete to authenticated using (person_id = (select private.viewer()));

create function private.count_chat_reactions() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	about public.chat_messages;
begin
	select * into about from public.chat_messages c where c.id = coalesce(new.message_id, old.message_id) for no key update;
	-- Withdrawn, or gone with its room.
	if about.id is null or about.withdrawn_at is not null then
		return null;
	end if;
	update public.chat_messages c
	set reactions = coalesce((
			select jsonb_object_agg(said.kind, said.people)
			from (select r.kind, count(*) as people from public.chat_reactions r where r.message_id = about.id group by r.kind) said
		), '{}'),
		change = private.next_chat_change(about.room_id)
	where c.id = about.id;
	return null;
end
$$;
create trigger chat_reactions_count after insert or delete on public.chat_reactions
	for each row execute function private.count_chat_reactions();

create function private.forget_message_reactions() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.chat_reactions r where r.message_id = new.id;
	return null;
end
$$;
create trigger chat_messages_emptied after update of withdrawn_at on public.chat_messages
	for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function private.forget_message_reactions();

create function private.forget_chat_reactions() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.chat_reactions r where r.person_id = new.id;
	return null;
end
$$;
create trigger people_gone_chat_reactions after update of account_id on public.people
	for each row when (old.account_id is not null and new.account_id is null) execute function private.forget_chat_reactions();

comment on table public.chat_reactions is 'Thanks, agreement, help, doubt: one word of somebody about a message.';
