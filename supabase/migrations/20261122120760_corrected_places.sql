-- A place whose name was mistyped, or that is not on the map, is corrected where it stands. What names it is found by
-- its new name at once, whatever its kind: spaces were, the others only when a place moved.
create or replace function private.follow_territories() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	moved text[] := array(
		select c.code::text from after_change c join before_change b using (code)
		where (c.parent_code, c.country) is distinct from (b.parent_code, b.country)
	);
	renamed text[] := array(
		select c.code::text from after_change c join before_change b using (code) where c.name <> b.name
	);
	entry record;
begin
	-- Of the places above its own, the words of an organisation hold none.
	for entry in
		select object_kind, object_id from private.search_entries
		where territories && (moved || renamed)
			and (territories && moved or object_kind <> 'organisation' or place = any (renamed))
		order by object_id
	loop
		perform private.index_object(entry.object_kind, entry.object_id);
	end loop;
	return null;
end
$$;
drop trigger territories_search_spaces on public.territories;
drop function private.follow_space_territories();

create function private.follow_corrected_territory() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if private.viewer() is not null then
		perform private.record_activity('place-corrected', 'network', n.id, null, new.code || ': ' || new.name)
		from public.network n;
	end if;
	return null;
end
$$;
create trigger territories_corrected after update on public.territories for each row
	when ((old.name, old.latitude, old.longitude) is distinct from (new.name, new.latitude, new.longitude))
	execute function private.follow_corrected_territory();
