-- The directory is looked through by where a body sits, where it acts, and the goals (ODD) that it
-- works for (`domain.md` IN-01). Counts of a facet follow every filter but its own, whatever is chosen.
alter table private.search_entries
	add column countries text[] not null default '{}',
	add column goals smallint[] not null default '{}',
	-- ISO 3166-1, and the code of the territory: for organisations, as everybody may see them.
	add column seat text,
	add column place text;
comment on column private.search_entries.countries is 'Countries of action, ISO 3166-1.';
comment on column private.search_entries.place is 'The territory where everybody may see that it is: never the exact one of a masked place.';

drop index private.search_entries_themes_key;
create index search_entries_facets_key on private.search_entries using gin (themes, territories, organisations, countries, goals);
create index search_entries_kind_key on private.search_entries (object_kind, kind_code);
create index search_entries_seat_key on private.search_entries (object_kind, seat);
create index search_entries_place_key on private.search_entries (object_kind, place);

-- Writing ------------------------------------------------------------------------------------------
create function private.goals_of(theme_codes text[]) returns smallint[]
	language sql stable security definer set search_path = ''
	return coalesce((
		select array_agg(distinct goal order by goal)
		from public.themes t, unnest(t.sustainable_development_goals) goal where t.code = any (theme_codes)
	), '{}');

create or replace function private.put_search_entry(entry private.search_entries, weighted text[], long_text text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	configuration regconfig := private.search_configuration(entry.language);
	everything text := weighted[3] || ' ' || long_text;
begin
	delete from private.search_entries where object_kind = entry.object_kind and object_id = entry.object_id;
	-- Not every kind of object has places and bodies.
	entry.territories := coalesce(entry.territories, '{}');
	entry.organisations := coalesce(entry.organisations, '{}');
	entry.countries := coalesce(entry.countries, '{}');
	entry.goals := private.goals_of(entry.themes);
	entry.tsv := setweight(to_tsvector(configuration, private.fold_letters(weighted[1])), 'A')
		|| setweight(to_tsvector(configuration, private.fold_letters(weighted[2])), 'B')
		|| setweight(to_tsvector(configuration, private.fold_letters(left(weighted[3], 20000))), 'C')
		|| setweight(to_tsvector(configuration, private.fold_letters(left(long_text, 250000))), 'D');
	insert into private.search_entries values (entry.*);
	insert into private.search_passages
	select entry.object_kind, entry.object_id, n, piece, to_tsvector(configuration, private.fold_letters(piece))
	from generate_series(0, least(char_length(everything), 250000) / 1500) n,
		lateral (select substr(everything, n * 1500 + 1, 1600) as piece) pieces
	where btrim(piece) <> '';
	insert into private.search_words
	select distinct word
	from regexp_split_to_table(private.fold(concat_ws(' ', weighted[1], weighted[2], weighted[3], left(long_text, 250000))), '[^a-z0-9]+') word
	where char_length(word) between 5 and 30 and word !~ '^[0-9]+$'
	on conflict do nothing;
end
$$;

create or replace function private.index_organisation(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	o public.organisations;
	entry private.search_entries;
	names text;
	words text;
	places text;
begin
	select * into o from public.organisations where id = wanted and status in ('published', 'archived');
	if not found then
		delete from private.search_entries where object_kind = 'organisation' and object_id = wanted;
		return;
	end if;
	-- Its own former names, and those of the bodies that it took the place of.
	select string_agg(n.name, ' ') into names from (
		select name from public.organisation_names where organisation_id = o.id
		union all
		select concat_ws(' ', p.name, p.acronym) from public.organisation_successions s
		join public.organisations p on p.id = s.predecessor_id and private.is_named_beside(p, o.visibility)
		where s.successor_id = o.id
	) n;
	select coalesce(array_agg(t.code::text), '{}'), string_agg(concat_ws(' ', t.label_fr, t.label_en), ' ') into entry.themes, words
	from public.organisation_themes ot join public.themes t on t.code = ot.theme_code where ot.organisation_id = o.id;
	select coalesce(array_agg(a.ancestor_code::text), '{}') into entry.territories
	from public.territory_ancestors a where a.territory_code = o.territory_code;
	-- The place that everybody may see: blurred already when it is masked.
	entry.place := o.territory_code;
	select name, country into places, entry.seat from public.territories where code = o.territory_code;
	select coalesce(array_agg(country), '{}') into entry.countries from public.organisation_countries where organisation_id = o.id;
	entry.object_kind := 'organisation';
	entry.object_id := o.id;
	entry.slug := o.slug;
	entry.title := o.name;
	entry.summary := coalesce(o.summary, '');
	entry.kind_code := o.kind_code;
	entry.language := 'fr';
	entry.sort_at := coalesce(o.published_at, o.created_at);
	entry.visibility := o.visibility;
	entry.organisation_id := o.id;
	select concat_ws(' ', words, k.label_fr, k.label_en) into words from public.organisation_kinds k where k.code = o.kind_code;
	-- Who types an acronym looks for that body, above those that only name it: it counts twice.
	perform private.put_search_entry(entry, array[concat_ws(' ', o.acronym, o.name, o.acronym, names), concat_ws(' ', o.summary, words, places), ''], '');
end
$$;

create constraint trigger organisation_countries_search after insert or update or delete on public.organisation_countries
	deferrable initially deferred for each row execute function private.refresh_search('organisation', 'organisation_id');

-- A documentalist corrects what a theme answers to, or where a place lies: what was indexed follows.
create function private.follow_theme() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	update private.search_entries e set goals = private.goals_of(e.themes) where e.themes && array[new.code::text];
	return null;
end
$$;
create trigger themes_search after update of sustainable_development_goals on public.themes
	for each row when (old.sustainable_development_goals is distinct from new.sustainable_development_goals)
	execute function private.follow_theme();

create function private.follow_territories() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	moved text[] := array(
		select c.code::text from after_change c join before_change b using (code)
		where (c.parent_code, c.country) is distinct from (b.parent_code, b.country)
	);
	entry record;
begin
	for entry in
		select object_kind, object_id from private.search_entries where territories && moved order by object_id
	loop
		case entry.object_kind
			when 'resource' then perform private.index_resource(entry.object_id);
			when 'organisation' then perform private.index_organisation(entry.object_id);
			else null;
		end case;
	end loop;
	return null;
end
$$;
-- After `territories_lineage`, by its name.
create trigger territories_search after update on public.territories
	referencing old table as before_change new table as after_change
	for each statement execute function private.follow_territories();

update private.search_entries set goals = private.goals_of(themes) where themes <> '{}';
update private.search_entries e set place = o.territory_code, seat = t.country
	from public.organisations o left join public.territories t on t.code = o.territory_code
	where e.object_kind = 'organisation' and o.id = e.object_id;
update private.search_entries e
	set countries = array(select country from public.organisation_countries c where c.organisation_id = e.object_id)
	where e.object_kind = 'organisation';

-- Reading ------------------------------------------------------------------------------------------
-- What narrows a search: the test of a row `e` (%L: what was chosen), what it is counted by in a row
-- `b`, and for those that are one level of territories, which kinds of them.
create function private.search_facets() returns table (name text, test text, counted text, levels text[])
	language sql immutable set search_path = ''
	begin atomic
		values
			('kinds', 'e.kind_code = any (%L::text[])', 'b.kind_code', null::text[]),
			('themes', 'e.themes && %L::text[]', 'unnest(b.themes)', null),
			('goals', 'e.goals && %L::smallint[]', 'unnest(b.goals)', null),
			('countries', 'e.countries && %L::text[]', 'unnest(b.countries)', null),
			('seats', 'e.seat = any (%L::text[])', 'b.seat', null),
			('regions', 'e.territories && %L::text[]', 'unnest(b.territories)', array['region']),
			('departments', 'e.territories && %L::text[]', 'unnest(b.territories)', array['departement', 'cercle']),
			('intercommunalities', 'e.territories && %L::text[]', 'unnest(b.territories)', array['intercommunalite']),
			('communes', 'e.territories && %L::text[]', 'unnest(b.territories)', array['commune', 'ville-partenaire']),
			('territories', 'e.territories && %L::text[]', 'unnest(b.territories)', null),
			('organisations', 'e.organisations && %L::text[]', 'unnest(b.organisations)', null),
			('languages', 'e.language = any (%L::text[])', 'b.language', null),
			('years', 'e.year = any (%L::integer[])', 'b.year', null);
	end;

-- What was chosen of a facet; null when nothing was.
create function private.search_chosen(filters jsonb, facet text) returns text[]
	language sql immutable set search_path = ''
	return case when jsonb_typeof(filters -> facet) = 'array' and filters -> facet <> '[]'
		then array(select jsonb_array_elements_text(filters -> facet)) end;

-- The conditions of every filter but one: « and … and … ».
create function private.search_narrowed(filters jsonb, but text default null) returns text
	language sql immutable set search_path = ''
	return coalesce((
		select string_agg(' and ' || format(f.test, private.search_chosen(filters, f.name)), '')
		from private.search_facets() f
		where private.search_chosen(filters, f.name) is not null and f.name is distinct from but
	), '');

-- What the viewer may see: the same words as the reading policies of resources, organisations and
-- spaces; a test per role compares them.
create function private.search_seen(objects text[], with_words boolean) returns text
	language plpgsql stable security definer set search_path = '' as $$
declare
	seen text := 'e.visibility = ''public''';
begin
	if private.viewer() is not null then
		seen := format(
			'(e.visibility in (''public'', ''reseau'')
				or (e.visibility = ''espace'' and e.space_id = any (%1$L::uuid[]))
				or (e.object_kind = ''resource'' and e.visibility <> ''prive'' and e.organisation_id = any (%2$L::uuid[]))
				or (e.object_kind = ''resource'' and e.visibility = ''prive'' and e.object_id = any (%3$L::uuid[]))
				or (e.object_kind = ''resource'' and e.object_id = any (%4$L::uuid[]))
				or (e.object_kind = ''organisation'' and (e.object_id = any (%2$L::uuid[]) or %5$L)))',
			array(select private.viewer_spaces()), array(select private.viewer_organisations()),
			array(select private.viewer_named_resources()), array(select private.viewer_authored('resource')),
			private.viewer_plays('admin', 'animateur')
		);
	end if;
	-- To browse, one kind is written in full: then the indexes that begin with the kind give their order.
	-- With words it would hide how rare they are, and everything would be read.
	return seen || case when not with_words and cardinality(objects) = 1 then format(' and e.object_kind = %L', objects[1])
		else format(' and e.object_kind in (select unnest(%L::text[]))', objects) end;
end
$$;

create function private.search_objects(filters jsonb) returns text[]
	language sql immutable set search_path = ''
	return coalesce(private.search_chosen(filters, 'objects'), array['resource', 'organisation', 'space']);

drop function private.search(text, jsonb, text, integer, jsonb);
drop function private.respell(text, text, jsonb, uuid[], uuid[], uuid[], uuid[], boolean);

-- Words of five letters or more that are nowhere, replaced by their nearest neighbours. What the viewer
-- cannot see neither makes a word known nor is offered in its place.
create function private.respell(words text, seen text) returns text
	language plpgsql stable security definer set search_path = '' set pg_trgm.similarity_threshold = '0.4'
	-- Whether a word is anywhere: only the index of words answers that at once for a word that is nowhere.
	set enable_seqscan = off set enable_indexscan = off as $$
declare
	typed text;
	nearest text;
	known boolean;
	is_known constant text := 'select exists (select from private.search_entries e where e.tsv @@ $1 and ' || seen || ')';
	respelt text := private.fold(words);
	changed boolean := false;
begin
	for typed in
		select distinct w from regexp_split_to_table(private.fold(left(words, 200)), '[^a-z0-9]+') w
		where char_length(w) between 5 and 30 limit 6
	loop
		execute is_known into known using private.search_query(typed);
		continue when known;
		for nearest in
			select word from private.search_words
			where word operator(extensions.%) typed and word <> typed
			order by extensions.similarity(word, typed) desc, word limit 20
		loop
			execute is_known into known using private.search_query(nearest);
			if known then
				respelt := regexp_replace(respelt, '\m' || typed || '\M', nearest, 'g');
				changed := true;
				exit;
			end if;
		end loop;
	end loop;
	return case when changed then respelt end;
end
$$;

/*
	private.search(words, filters, sort, page_number, after_cursor) → jsonb
	filters: { objects: [text], one list per facet of `search_facets`, counted: [facet] }; absent or empty: no filter, all counted.
	sort: 'relevance' (with words), 'recent', 'title'.
	Answers { total, capped, respelt, items: [{ kind, id, slug, title, extract, sortAt }], facets: { kinds: {code: n}, … } }.
	Counts and ranking cover the first 1 000 matches; titles and extracts carry U+0002 and U+0003 around the words found.
*/
create function private.search(words text, filters jsonb, sort text, page_number integer, after_cursor jsonb default null) returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	size constant integer := 20;
	typed text := nullif(btrim(left(words, 200)), '');
	q tsquery := case when typed is not null then private.search_query(typed) end;
	-- What is shown around: a word that is refused is nowhere.
	shown tsquery := private.search_query(typed, false);
	seen text := private.search_seen(private.search_objects(filters), typed is not null);
	respelt text;
	answer jsonb;
begin
	if sort = 'relevance' and q is null then
		sort := 'recent';
	end if;
	for attempt in 1 .. 2 loop
		execute private.search_statement(filters, sort, seen || case when q is not null then ' and e.tsv @@ $1' else '' end
			|| case when sort = 'recent' and after_cursor is not null then ' and (e.sort_at, e.object_id) < (($2 ->> 0)::timestamptz, ($2 ->> 1)::uuid)' else '' end, q is not null)
		into answer
		using q, after_cursor, (greatest(page_number, 1) - 1) * size, size,
			case when q is not null then replace(shown::text, '&', '|')::tsquery end;
		exit when attempt = 2 or typed is null or (answer ->> 'total')::integer >= 5;
		respelt := private.respell(typed, seen);
		exit when respelt is null;
		q := q || private.search_query(respelt);
		shown := shown || private.search_query(respelt, false);
	end loop;
	-- A respelling is only told when it found something that the viewer may see.
	return answer || jsonb_build_object('respelt', case when (answer ->> 'total')::integer > 0 then respelt end);
end
$$;
comment on function private.search is 'The one reading of the index, for pages, feeds and the tests that compare it with row-level security.';

-- The statement of a search: the page, its total, and per facet how many each choice would give.
create function private.search_statement(filters jsonb, sort text, conditions text, with_words boolean) returns text
	language plpgsql stable set search_path = '' as $$
declare
	-- %1$s is the alias of the row.
	ordering constant text := case sort when 'title' then 'private.fold(%1$s.title), %1$s.object_id' else '%1$s.sort_at desc, %1$s.object_id desc' end;
	ranked constant boolean := with_words and sort = 'relevance';
	first_ones constant text := case when ranked then '' else 'order by ' || format(ordering, 'e') end || ' limit 1000';
	counted text[] := private.search_chosen(filters, 'counted');
	chosen boolean;
	beside text := '';
	counts text := '';
	facet record;
begin
	for facet in select * from private.search_facets() loop
		continue when not facet.name = any (counted);
		-- A facet with a choice is counted without it; the others among what was found.
		chosen := private.search_chosen(filters, facet.name) is not null;
		if chosen then
			beside := beside || format(', %I as materialized (select e.kind_code, e.themes, e.goals, e.countries, e.seat, e.territories, e.organisations, e.language, e.year from private.search_entries e where %s%s %s)',
				'but_' || facet.name, conditions, private.search_narrowed(filters, facet.name), first_ones);
		end if;
		counts := counts || format(
			', %L, (select jsonb_object_agg(v, c) from (select v, c from (select v, count(*) as c from %I b, lateral (select %s as v) x where v is not null group by 1) y %s order by c desc limit 60) z)',
			facet.name, case when chosen then 'but_' || facet.name else 'found' end, facet.counted,
			case when facet.levels is null then '' else format('join public.territories t on t.code = y.v and t.kind = any (%L)', facet.levels) end
		);
	end loop;
	return format(
		$sql$
			with found as materialized (
				select e.object_kind, e.object_id, e.sort_at, e.title, e.kind_code, e.themes, e.goals, e.countries, e.seat, e.territories,
					e.organisations, e.language, e.year, %1$s as rank
				from private.search_entries e where %2$s%3$s %4$s
			), page as (
				select f.*, row_number() over (order by %5$s) as n from found f order by n limit $4 offset $3
			)%6$s
			select jsonb_build_object(
				'total', (select count(*) from found),
				'capped', (select count(*) = 1000 from found),
				'items', coalesce((
					select jsonb_agg(jsonb_build_object('kind', e.object_kind, 'id', e.object_id, 'slug', e.slug, 'sortAt', e.sort_at,
						'title', case when $1 is null then e.title
							else ts_headline(private.search_configuration(e.language), e.title, $5, 'HighlightAll=true,StartSel=' || chr(2) || ',StopSel=' || chr(3)) end,
						'extract', private.search_extract(e.object_kind, e.object_id, e.language, e.summary, $5)) order by page.n)
					from page join private.search_entries e using (object_kind, object_id)
				), '[]'),
				'facets', jsonb_build_object(%7$s)
			)
		$sql$,
		case when ranked then 'ts_rank_cd(''{0.05, 0.2, 0.5, 1}'', e.tsv, $1, 1)' else '0' end,
		conditions, private.search_narrowed(filters), first_ones,
		case when ranked then 'f.rank desc, f.sort_at desc, f.object_id' else format(ordering, 'f') end,
		beside, substr(counts, 3)
	);
end
$$;

-- Everything that words and filters find, as a condition on a row `e`: what leaves the list for a
-- spreadsheet or a map is what the list shows, mistyped words included.
create function private.search_matching(words text, filters jsonb) returns text
	language plpgsql stable security definer set search_path = '' as $$
declare
	typed text := nullif(btrim(left(words, 200)), '');
	seen text := private.search_seen(private.search_objects(filters), typed is not null);
	narrowed text := private.search_narrowed(filters);
	q tsquery;
	respelt text;
	few integer;
begin
	if typed is null then
		return seen || narrowed;
	end if;
	q := private.search_query(typed);
	execute format('select count(*) from (select from private.search_entries e where %s%s and e.tsv @@ $1 limit 5) few_ones', seen, narrowed)
		into few using q;
	if few < 5 then
		respelt := private.respell(typed, seen);
		q := case when respelt is null then q else q || private.search_query(respelt) end;
	end if;
	return format('%s%s and e.tsv @@ %L::tsquery', seen, narrowed, q);
end
$$;

create function private.search_ids(words text, filters jsonb, after_id uuid, size integer) returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 500 as $$
begin
	return query execute format(
		'select e.object_id from private.search_entries e where %s and ($1 is null or e.object_id > $1) order by e.object_id limit $2',
		private.search_matching(words, filters)
	) using after_id, least(size, 1000);
end
$$;
comment on function private.search_ids is 'All that a search finds, however long, by pages in the order of ids.';

create function private.search_places(words text, filters jsonb) returns table (place text, organisations bigint)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query execute format(
		'select e.place, count(*) from private.search_entries e where %s group by 1',
		private.search_matching(words, filters || '{"objects": ["organisation"]}')
	);
end
$$;
comment on function private.search_places is 'How many organisations of a search sit in each territory, as everybody may see them; null: nobody knows where.';

grant execute on function private.search, private.search_ids, private.search_places to anon, authenticated;
