-- Who wrote last when the readable form named somebody: kept with the mention, since the update that said so may be
-- compacted before people are told. Not read with it: people may be masked there.
alter table public.document_mentions add column named_by uuid references public.people (id) on delete set null;
create index document_mentions_named_by_key on public.document_mentions (named_by);
revoke select on public.document_mentions from anon, authenticated;
grant select (document_id, object_kind, object_id, since) on public.document_mentions to anon, authenticated;

create function private.sign_document_mention() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	new.named_by := (
		select u.person_id from private.document_updates u where u.document_id = new.document_id order by u.number desc limit 1
	);
	return new;
end
$$;
create trigger document_mentions_sign before insert on public.document_mentions
	for each row execute function private.sign_document_mention();

create or replace function private.tell_document_mention(id text) returns void
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
	writer := (
		select m.named_by from public.document_mentions m
		where m.document_id = d.id and m.object_kind = 'person' and m.object_id = named
	);
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
