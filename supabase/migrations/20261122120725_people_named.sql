-- People to write to or to invite, by a part of their name: among a hundred thousand, their index has to find them, which
-- row-level security forbids to a condition that could tell what it reads. Ids only: who asks reads the names themselves.
create function private.people_named(words text) returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 50 as $$
declare
	inside constant text := '%' || regexp_replace(private.fold(btrim(words)), '([\\%_])', '\\\1', 'g') || '%';
begin
	if private.viewer() is null or inside = '%%' then
		return;
	end if;
	-- Planned each time: few or all may be called so.
	return query execute format('select p.id from public.people p
		where private.fold(p.name) like %L and p.account_id is not null and p.visibility <> ''prive''
		order by private.fold(p.name), p.id limit 200', inside);
end
$$;
comment on function private.people_named is 'The first two hundred, in the order of names; nothing for a visitor.';
grant execute on function private.people_named to authenticated;
