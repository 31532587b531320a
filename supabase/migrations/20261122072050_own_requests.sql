-- Who asked to take part knows what they asked, also at the door of a space that they do not read, and
-- may take it back, also once it is archived.
create function private.viewer_door_names() returns table (space_id uuid, slug text, name text)
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select s.id, s.slug::text, s.name from public.spaces s where s.id in (select private.viewer_doors());
	end;
comment on function private.viewer_door_names is 'What the spaces are called at whose door the viewer stands: no more than the door says.';
grant execute on function private.viewer_door_names to authenticated;

drop trigger space_requests_archived on public.space_requests;
create trigger space_requests_archived after insert or update on public.space_requests
	for each row when (new.state <> 'withdrawn') execute function private.refuse_when_archived();
