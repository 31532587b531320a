-- How a place is protected by default is kept by those who run the network too: they know where it has
-- become dangerous to be named. The rest of a place stays with its documentalists and administrators.
create policy "facilitators say how a place is protected" on public.territories
	for update to authenticated using ((select private.viewer_plays('animateur')));

create function private.guard_territory() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	protection constant text[] := array['default_sensitivity'];
begin
	if (select auth.uid()) is not null and to_jsonb(new) - protection <> to_jsonb(old) - protection
		and not private.viewer_plays('admin', 'documentaliste') then
		raise sqlstate '42501' using message = 'Documentalists and administrators correct places.';
	end if;
	-- In one order and once each: two forms that say the same are the same.
	new.default_sensitivity := array(select distinct code from unnest(new.default_sensitivity) code order by code);
	return new;
end
$$;
create trigger territories_guard before update on public.territories
	for each row execute function private.guard_territory();

create function private.follow_territory() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.record_activity('protection-changed', 'network', n.id, null,
		new.code || ': ' || array_to_string(new.default_sensitivity, ', ')) from public.network n;
	return null;
end
$$;
create trigger territories_follow after update on public.territories for each row
	when (old.default_sensitivity is distinct from new.default_sensitivity) execute function private.follow_territory();
