-- Events are found by their words, as somebody who takes no part in making them sees them.
create function private.index_event(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	e public.events;
	entry private.search_entries;
	bodies text;
	words text;
	places text;
begin
	select * into e from public.events where id = wanted and status = 'published';
	if not found then
		delete from private.search_entries where object_kind = 'event' and object_id = wanted;
		return;
	end if;
	select coalesce(array_agg(o.slug::text), '{}'), string_agg(concat_ws(' ', o.name, o.acronym), ' ') into entry.organisations, bodies
	from public.organisations o
	where (o.id = e.organisation_id or o.id in (select x.organisation_id from public.event_organisers x where x.event_id = e.id))
		and private.is_named_beside(o, e.visibility);
	select coalesce(array_agg(t.code::text), '{}'), string_agg(concat_ws(' ', t.label_fr, t.label_en), ' ') into entry.themes, words
	from public.event_themes et join public.themes t on t.code = et.theme_code where et.event_id = e.id;
	select coalesce(array_agg(a.ancestor_code::text), '{}') into entry.territories
	from public.territory_ancestors a where a.territory_code = e.territory_code;
	-- The name of a masked place is not found either.
	select concat_ws(' ', t.name, case when not private.masks(e.sensitivity, 'place') then p.name end) into places
	from (select 1) one left join public.territories t on t.code = e.territory_code left join public.event_places p on p.event_id = e.id;
	entry.object_kind := 'event';
	entry.object_id := e.id;
	entry.slug := e.slug;
	entry.title := e.title;
	entry.summary := coalesce(e.summary, '');
	entry.kind_code := e.kind_code;
	entry.language := e.language;
	entry.year := (select extract(year from min(o.starts_local)) from public.event_occurrences o where o.event_id = e.id);
	entry.sort_at := e.published_at;
	entry.visibility := e.visibility;
	entry.space_id := e.space_id;
	entry.organisation_id := e.organisation_id;
	select concat_ws(' ', words, k.label_fr, k.label_en) into words from public.event_kinds k where k.code = e.kind_code;
	perform private.put_search_entry(
		entry, array[e.title, concat_ws(' ', e.summary, bodies, words, places), coalesce(private.words_of(e.description), '')], ''
	);
end
$$;

insert into private.search_kinds (kind, seen) values
	('event', 'e.organisation_id = any (%2$L::uuid[]) or e.object_id in (select private.viewer_authored(''event''))');

do $$
declare
	source record;
begin
	for source in select * from (values
		('events', 'id', ''), ('event_places', 'event_id', ''), ('event_themes', 'event_id', ''), ('event_organisers', 'event_id', ''),
		-- Not when its registrations are counted.
		('event_occurrences', 'event_id', ' of starts_local')
	) as sources (relation, key, columns) loop
		execute format(
			'create constraint trigger %I after insert or update%s or delete on public.%I deferrable initially deferred
				for each row execute function private.refresh_search(''event'', %L)',
			source.relation || '_search', source.columns, source.relation, source.key
		);
	end loop;
end
$$;

-- What an organisation is called, and who may know, is also in the entries of what it organises.
create function private.refresh_events_beside() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	event uuid;
begin
	-- The locks of `refresh_search`, in one order.
	for event in
		select id from (
			select e.id from public.events e where e.organisation_id = new.id
			union select x.event_id from public.event_organisers x where x.organisation_id = new.id
		) naming order by hashtext(id::text) % 1024, id
	loop
		perform pg_advisory_xact_lock(20261101, hashtext(event::text) % 1024);
		perform private.index_event(event);
	end loop;
	return null;
end
$$;
create constraint trigger organisations_events_beside after update on public.organisations
	deferrable initially deferred for each row
	when ((old.name, old.acronym, old.slug, old.status, old.visibility) is distinct from (new.name, new.acronym, new.slug, new.status, new.visibility))
	execute function private.refresh_events_beside();
