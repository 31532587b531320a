-- Who reacts while a message is being withdrawn waits for it here, and is refused: their word would stay, about
-- nothing, counted by nobody.
create or replace function private.count_chat_reactions() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	about public.chat_messages;
begin
	select * into about from public.chat_messages c where c.id = coalesce(new.message_id, old.message_id) for no key update;
	if about.withdrawn_at is not null and tg_op = 'INSERT' then
		raise sqlstate 'PT409' using message = 'This message was withdrawn.';
	end if;
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
delete from public.chat_reactions r using public.chat_messages c where c.id = r.message_id and c.withdrawn_at is not null;
