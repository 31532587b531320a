-- How many organisations sit in each place, and are of each kind: the map and the first page count them all, which
-- took as long as there are organisations. What changes is added as lines of its own, so that nobody waits for
-- anybody; a job adds them up every night, and mends what was not counted.
create table private.directory_counts (
	axis text not null check (axis in ('place', 'kind')),
	-- Null: nobody knows where.
	code text,
	visibility text not null,
	organisations integer not null
);
alter table private.directory_counts enable row level security;
comment on table private.directory_counts is 'To be added up: organisations by where everybody may see that they are, and by kind, for each reach.';

create function private.recount_directory() returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		select pg_advisory_xact_lock(20261122);
		-- One statement: what is committed meanwhile is in neither, or in both.
		with gone as (delete from private.directory_counts)
		insert into private.directory_counts (axis, code, visibility, organisations)
		select 'place', e.place, e.visibility, count(*) from private.search_entries e where e.object_kind = 'organisation' group by 2, 3
		union all
		select 'kind', e.kind_code, e.visibility, count(*) from private.search_entries e where e.object_kind = 'organisation' group by 2, 3;
		delete from private.unanswered_organisations;
		insert into private.unanswered_organisations
		select o.id, private.fold(o.name) from public.organisations o
		where o.status = 'published'
			and not exists (select from public.organisation_members m where m.organisation_id = o.id and m.role = 'referent')
		on conflict do nothing;
	end;
comment on function private.recount_directory is 'What is counted, and what is kept aside, written again from what it is taken from.';
grant execute on function private.recount_directory to service_role;

create function private.count_directory() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op <> 'INSERT' then
		insert into private.directory_counts (axis, code, visibility, organisations)
		select x.axis, x.code, e.visibility, -count(*) from before_change e, lateral (values ('place', e.place), ('kind', e.kind_code)) x (axis, code)
		where e.object_kind = 'organisation' group by 1, 2, 3;
	end if;
	if tg_op <> 'DELETE' then
		insert into private.directory_counts (axis, code, visibility, organisations)
		select x.axis, x.code, e.visibility, count(*) from after_change e, lateral (values ('place', e.place), ('kind', e.kind_code)) x (axis, code)
		where e.object_kind = 'organisation' group by 1, 2, 3;
	end if;
	return null;
end
$$;
create trigger search_entries_counted_in after insert on private.search_entries
	referencing new table as after_change for each statement execute function private.count_directory();
create trigger search_entries_counted_out after delete on private.search_entries
	referencing old table as before_change for each statement execute function private.count_directory();
create trigger search_entries_counted_again after update on private.search_entries
	referencing old table as before_change new table as after_change for each statement execute function private.count_directory();
select private.recount_directory();

-- The same rights as `search_seen` has for organisations; a test per role compares them.
create function private.directory_counted(wanted text) returns table (code text, organisations bigint)
	language plpgsql stable security definer set search_path = '' rows 1000 as $$
declare
	seen text[] := array['public'];
	mine uuid[] := '{}';
begin
	if private.viewer_plays('admin', 'animateur') then
		seen := array['public', 'reseau', 'prive'];
	elsif private.viewer() is not null then
		seen := array['public', 'reseau'];
		mine := array(select private.viewer_organisations());
	end if;
	return query
		select c.code, sum(c.organisations) from (
			select d.code, d.organisations from private.directory_counts d where d.axis = wanted and d.visibility = any (seen)
			union all
			select case wanted when 'place' then e.place else e.kind_code end, 1 from private.search_entries e
			where e.object_kind = 'organisation' and e.object_id = any (mine) and not e.visibility = any (seen)
		) c
		group by c.code having sum(c.organisations) > 0;
end
$$;
comment on function private.directory_counted is 'How many organisations of the directory the viewer sees, by `place` or by `kind`.';
grant execute on function private.directory_counted to anon, authenticated;

create or replace function private.search_places(words text, filters jsonb) returns table (place text, organisations bigint)
	language plpgsql stable security definer set search_path = '' as $$
declare
	-- What says where a place lies, which its own code is enough to know.
	lying constant text[] := array['seats', 'regions', 'departments', 'intercommunalities', 'communes', 'territories'];
	chosen constant text[] := array(select f.name from private.search_facets() f where private.search_chosen(filters, f.name) is not null);
begin
	if btrim(coalesce(words, '')) = '' and chosen <@ lying then
		return query execute 'select c.code, c.organisations from private.directory_counted(''place'') c where true' || coalesce((
			select string_agg(format(
				case name when 'seats' then ' and exists (select from public.territories t where t.code = c.code and t.country = any (%L))'
				else ' and exists (select from public.territory_ancestors a where a.territory_code = c.code and a.ancestor_code = any (%L))' end,
				private.search_chosen(filters, name)
			), '') from unnest(chosen) name
		), '');
	else
		return query execute format(
			'select e.place, count(*) from private.search_entries e where %s group by 1',
			private.search_matching(words, filters || '{"objects": ["organisation"]}')
		);
	end if;
end
$$;
