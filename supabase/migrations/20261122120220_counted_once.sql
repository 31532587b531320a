-- What was found is put in order once, and its territories are counted once for all the levels that are
-- shown of them: a search that finds a thousand organisations costs a third of what it did.

-- What narrows a search: the test of a row `e` (%s: what was chosen, as a list), what it is counted by in a row
-- `b`, and for those that are one level of territories, which kinds of them. One code among several is written as
-- an equality, which an index then gives in the order of the alphabet.
create or replace function private.search_facets() returns table (name text, test text, counted text, levels text[])
	language sql immutable set search_path = ''
	begin atomic
		values
			('kinds', 'e.kind_code in (%s)', 'b.kind_code', null::text[]),
			('themes', 'e.themes && array[%s]', 'unnest(b.themes)', null),
			('goals', 'e.goals && array[%s]::smallint[]', 'unnest(b.goals)', null),
			('countries', 'e.countries && array[%s]', 'unnest(b.countries)', null),
			('seats', 'e.seat in (%s)', 'b.seat', null),
			('regions', 'e.territories && array[%s]', 'unnest(b.territories)', array['region']),
			('departments', 'e.territories && array[%s]', 'unnest(b.territories)', array['departement', 'cercle']),
			('intercommunalities', 'e.territories && array[%s]', 'unnest(b.territories)', array['intercommunalite']),
			('communes', 'e.territories && array[%s]', 'unnest(b.territories)', array['commune', 'ville-partenaire']),
			('territories', 'e.territories && array[%s]', 'unnest(b.territories)', null),
			('organisations', 'e.organisations && array[%s]', 'unnest(b.organisations)', null),
			('languages', 'e.language in (%s)', 'b.language', null),
			('years', 'e.year in (%s)', 'b.year', null);
	end;

create or replace function private.search_narrowed(filters jsonb, but text default null) returns text
	language sql immutable set search_path = ''
	return coalesce((
		select string_agg(' and ' || format(f.test, (
			select string_agg(quote_literal(code), ', ') from unnest(private.search_chosen(filters, f.name)) code
		)), '')
		from private.search_facets() f
		where private.search_chosen(filters, f.name) is not null and f.name is distinct from but
	), '');

-- The statement of a search: the page, its total, and per facet how many each choice would give.
create or replace function private.search_statement(filters jsonb, sort text, conditions text, with_words boolean) returns text
	language plpgsql stable set search_path = '' as $$
declare
	ordering constant text := case sort when 'title' then 'e.title_key, e.object_id' else 'e.sort_at desc, e.object_id desc' end;
	ranked constant boolean := with_words and sort = 'relevance';
	first_ones constant text := case when ranked then '' else 'order by ' || ordering end || ' limit 1000';
	counted text[] := private.search_chosen(filters, 'counted');
	chosen boolean;
	source text;
	-- One list of counts may serve several facets, each for its levels.
	sources text[] := '{}';
	beside text := '';
	counts text := '';
	facet record;
begin
	for facet in select * from private.search_facets() loop
		continue when not facet.name = any (counted);
		-- A facet with a choice is counted without it; the others among what was found.
		chosen := private.search_chosen(filters, facet.name) is not null;
		source := case when chosen then facet.name else facet.counted end;
		if chosen then
			beside := beside || format(', %I as materialized (select e.kind_code, e.themes, e.goals, e.countries, e.seat, e.territories, e.organisations, e.language, e.year from private.search_entries e where %s%s %s)',
				'but_' || facet.name, conditions, private.search_narrowed(filters, facet.name), first_ones);
		end if;
		if not source = any (sources) then
			sources := sources || source;
			beside := beside || format(', %I as materialized (select v, c, %s as level from (select v, count(*) as c from %I b, lateral (select %s as v) x where v is not null group by 1) y)',
				source, case when facet.levels is null then 'null' else '(select t.kind from public.territories t where t.code = y.v)' end,
				case when chosen then 'but_' || facet.name else 'found' end, facet.counted);
		end if;
		counts := counts || format(
			', %L, (select jsonb_object_agg(v, c) from (select v, c from %I where %L::text[] is null or level = any (%3$L) order by c desc limit 60) z)',
			facet.name, source, facet.levels
		);
	end loop;
	return format(
		$sql$
			with found as materialized (
				select e.object_kind, e.object_id, e.sort_at, e.kind_code, e.themes, e.goals, e.countries, e.seat, e.territories,
					e.organisations, e.language, e.year, %1$s
				from private.search_entries e where %2$s%3$s %4$s
			), page as (
				select f.object_kind, f.object_id, row_number() over (order by %5$s) as n from found f order by n limit $4 offset $3
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
		case when ranked then 'ts_rank_cd(''{0.05, 0.2, 0.5, 1}'', e.tsv, $1, 1) as rank'
			else format('row_number() over (order by %s) as place', ordering) end,
		conditions, private.search_narrowed(filters), first_ones,
		case when ranked then 'f.rank desc, f.sort_at desc, f.object_id' else 'f.place' end,
		beside, substr(counts, 3)
	);
end
$$;
