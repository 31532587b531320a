-- Rooms and documents have no line in the journal for what is said or written there.

-- A room of a space says a hundred things an hour: only whom a message names or answers is told. A conversation
-- is told to those whom it is between.
create function private.tell_chat_message(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	c public.chat_messages;
	told public.notifications;
	people uuid[];
	kinds text[];
begin
	select * into c from public.chat_messages x where x.id = tell_chat_message.id::uuid and x.withdrawn_at is null;
	if not found then
		return;
	end if;
	told.verb := 'said';
	told.fact := 'message:' || c.id;
	told.object_kind := 'chat';
	told.object_id := c.room_id;
	told.part_id := c.id;
	told.number := c.seq;
	told.space_id := (select r.space_id from public.chat_rooms r where r.id = c.room_id);
	select array_agg(w.person order by w.rank), array_agg(w.kind order by w.rank) into people, kinds
	from (
		select m.person_id as person, 'mention' as kind, 1 as rank from public.chat_mentions m where m.message_id = c.id
		union all
		select a.author_id, 'reply', 2 from public.chat_messages a where a.id = c.reply_to
		union all
		select m.person_id, 'message', 3 from public.chat_members m where m.room_id = c.room_id
	) w
	left join public.chat_readings r on r.person_id = w.person and r.room_id = c.room_id
	where private.reads_chat_room(w.person, c.room_id) and (r.seq is null or r.seq < c.seq);
	perform private.put_notifications(told, c.author_id, people, kinds);
end
$$;

-- What nobody says now, a network that is loaded or restored, is told to nobody.
create function private.queue_tell_message() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if (select auth.uid()) is not null and (
		new.reply_to is not null or exists (select from public.chat_rooms r where r.id = new.room_id and r.space_id is null)
	) then
		perform private.queue('tell', json_build_object('source', 'chat_message', 'id', new.id));
	end if;
	return null;
end
$$;
create trigger chat_messages_tell after insert on public.chat_messages
	for each row execute function private.queue_tell_message();

create function private.queue_tell_chat_mention() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if (select auth.uid()) is not null then
		perform private.queue('tell', json_build_object('source', 'chat_message', 'id', new.message_id));
	end if;
	return null;
end
$$;
create trigger chat_mentions_tell after insert on public.chat_mentions
	for each row execute function private.queue_tell_chat_mention();

create function private.read_told_room() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.notifications n set read_at = now()
	where n.person_id = new.person_id and n.object_id = new.room_id and n.object_kind = 'chat' and n.number <= new.seq and n.read_at is null;
	return null;
end
$$;
create trigger chat_readings_told after insert or update of seq on public.chat_readings
	for each row execute function private.read_told_room();
create trigger chat_messages_untold after update of withdrawn_at on public.chat_messages
	for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function private.forget_told();

-- A document names somebody in its readable form, which a job writes: who wrote last did it.
create function private.tell_document_mention(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	d public.documents;
	named constant uuid := split_part(id, ' ', 2)::uuid;
	writer uuid;
	told public.notifications;
begin
	select x.* into d from public.documents x
	join public.document_mentions m on m.document_id = x.id and m.object_kind = 'person' and m.object_id = named
	where x.id = split_part(tell_document_mention.id, ' ', 1)::uuid and (
		exists (select from public.spaces s where s.id = x.space_id and s.visibility <> 'espace')
		or exists (select from public.space_members s where s.space_id = x.space_id and s.person_id = named)
	);
	writer := (select u.person_id from private.document_updates u where u.document_id = d.id order by u.number desc limit 1);
	if d.id is null or writer is null then
		return;
	end if;
	told.verb := 'named';
	-- Taken out and named again, they were told.
	told.fact := 'document-mention:' || d.id;
	told.object_kind := 'document';
	told.object_id := d.id;
	told.part_id := d.id;
	told.space_id := d.space_id;
	perform private.put_notifications(told, writer, array[named], array['mention']);
end
$$;
create function private.queue_tell_document_mention() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.queue('tell', json_build_object('source', 'document_mention', 'id', new.document_id || ' ' || new.object_id));
	return null;
end
$$;
create trigger document_mentions_tell after insert on public.document_mentions
	for each row when (new.object_kind = 'person') execute function private.queue_tell_document_mention();
