-- The map counts all that the list finds: without words it reads this index alone, never the rows.
drop index private.search_entries_place_key;
create index search_entries_place_key on private.search_entries (object_kind, place)
	include (visibility, object_id, organisation_id, space_id);

-- Organisations that a spreadsheet or a form names, by their name, acronym or address. Row-level security would
-- take the indexes of text away: this gives ids, and what is read of them is still its decision.
create function private.organisations_named(names text[]) returns table (wanted text, id uuid)
	language plpgsql stable security definer set search_path = '' rows 200 as $$
begin
	if private.viewer() is null then
		return;
	end if;
	return query
		select w.name, found.id from unnest(names[1:1000]) w (name), lateral (
			(select o.id from public.organisations o where private.fold(o.name) = private.fold(w.name) order by private.fold(o.name), o.id limit 20)
			union
			(select o.id from public.organisations o where private.fold(o.acronym) = private.fold(w.name) limit 20)
			union
			(select o.id from public.organisations o where o.slug = private.fold(w.name))
		) found;
end
$$;
comment on function private.organisations_named is 'Ids by name, acronym or address, for the query that then reads them under the viewer''s rights.';
grant execute on function private.organisations_named to authenticated;
