-- A space is found by what it was asked to do, the level at which it works and where it acts
-- (`domain.md` CO-08), as everybody who reads it may read them: a masked perimeter is in no index.
create or replace function private.index_space(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	s public.spaces;
	entry private.search_entries;
	words text;
	places text;
begin
	select * into s from public.spaces where id = wanted;
	if not found then
		delete from private.search_entries where object_kind = 'space' and object_id = wanted;
		return;
	end if;
	select coalesce(array_agg(t.code::text), '{}'), string_agg(concat_ws(' ', t.label_fr, t.label_en), ' ') into entry.themes, words
	from public.space_themes st join public.themes t on t.code = st.theme_code where st.space_id = s.id;
	select coalesce(array_agg(o.slug::text), '{}') into entry.organisations
	from public.space_organisations so
	join public.organisations o on o.id = so.organisation_id and private.is_named_beside(o, s.visibility)
	where so.space_id = s.id;
	select array_agg(distinct a.ancestor_code::text), string_agg(distinct t.name, ' ') into entry.territories, places
	from public.space_territories st
	join public.territories t on t.code = st.territory_code
	join public.territory_ancestors a on a.territory_code = st.territory_code
	where st.space_id = s.id and not private.masks(s.sensitivity, 'place');
	entry.object_kind := 'space';
	entry.object_id := s.id;
	entry.slug := s.slug;
	entry.title := s.name;
	entry.summary := left(coalesce(s.purpose, ''), 300);
	entry.kind_code := s.kind_code;
	entry.language := 'fr';
	entry.sort_at := s.created_at;
	entry.visibility := s.visibility;
	entry.space_id := s.id;
	select concat_ws(' ', words, k.label_fr, k.label_en,
		case s.level when 'politique' then 'niveau politique political level' when 'technique' then 'niveau technique technical level' end)
	into words from public.space_kinds k where k.code = s.kind_code;
	perform private.put_search_entry(entry, array[s.name, concat_ws(' ', s.purpose, words, places), coalesce(s.mandate, '')], '');
end
$$;

create constraint trigger space_territories_search after insert or update or delete on public.space_territories
	deferrable initially deferred for each row execute function private.refresh_search('space', 'space_id');

-- Where a place lies is corrected: the spaces that act there follow, as `follow_territories` has others do.
create function private.follow_space_territories() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.index_space(e.object_id) from private.search_entries e
	where e.object_kind = 'space' and e.territories && array(
		select c.code::text from after_change c join before_change b using (code)
		where (c.parent_code, c.country, c.name) is distinct from (b.parent_code, b.country, b.name)
	);
	return null;
end
$$;
-- After `territories_lineage`, by its name.
create trigger territories_search_spaces after update on public.territories
	referencing old table as before_change new table as after_change
	for each statement execute function private.follow_space_territories();

select private.index_space(id) from public.spaces;
