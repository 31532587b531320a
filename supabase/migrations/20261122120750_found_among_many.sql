-- In a large network, a search read what it did not need: all entries of a kind beside those that have its words,
-- the same words three times, nine columns to count one, a thousand lines put in order twice to show twenty.

-- Most words are the same in French, in English and as they are written: they are looked for once.
create or replace function private.search_query(words text, refusing boolean default true) returns tsquery
	language plpgsql stable set search_path = '' as $$
declare
	refusal constant text := '(?:^|(?<=\s))-(?=\S)("[^"]*"?|\S+)';
	folded constant text := private.fold_letters(words);
	wanted constant text := regexp_replace(folded, refusal, ' ', 'g');
	refused text;
	french constant tsquery := websearch_to_tsquery('private.french', wanted);
	english constant tsquery := websearch_to_tsquery('private.english', wanted);
	plain constant tsquery := websearch_to_tsquery('private.plain', wanted);
	q tsquery := french;
begin
	if english <> french then
		q := q || english;
	end if;
	if plain not in (french, english) then
		q := q || plain;
	end if;
	if refusing then
		for refused in select piece[1] from regexp_matches(folded, refusal, 'g') piece loop
			q := q && !! (phraseto_tsquery('private.french', refused) || phraseto_tsquery('private.english', refused) || phraseto_tsquery('private.plain', refused));
		end loop;
	end if;
	return q;
end
$$;

create or replace function private.search_seen(objects text[], with_words boolean) returns text
	language plpgsql stable security definer set search_path = '' as $$
declare
	seen text := 'e.visibility = ''public''';
	beyond text := '';
begin
	if private.viewer() is not null then
		select coalesce(string_agg(format(' or (e.object_kind = %L and (%s))', k.kind, k.seen), '' order by k.kind), '') into beyond
		from private.search_kinds k where k.kind = any (objects) and k.seen is not null;
		seen := format(
			'(e.visibility in (''public'', ''reseau'') or (e.visibility = ''espace'' and e.space_id = any (%1$L::uuid[]))' || beyond || ')',
			array(select private.viewer_spaces()), array(select private.viewer_organisations()),
			array(select private.viewer_named_resources()), array(select private.viewer_authored('resource')),
			private.viewer_plays('admin', 'animateur')
		);
	end if;
	-- To browse, one kind is written in full: then the indexes that begin with the kind give their order. With words
	-- it is only checked: no index is then asked for all entries of a kind.
	return seen || case when not with_words and cardinality(objects) = 1 then format(' and e.object_kind = %L', objects[1])
		else format(' and (e.object_kind = any (%L::text[])) is true', objects) end;
end
$$;

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
			beside := beside || format(', %I as materialized (select %s from private.search_entries e where %s%s %s)',
				'but_' || facet.name, replace(regexp_replace(facet.counted, '^unnest\((.*)\)$', '\1'), 'b.', 'e.'), conditions, private.search_narrowed(filters, facet.name), first_ones);
		end if;
		if not source = any (sources) then
			sources := sources || source;
			beside := beside || format(', %1$I as materialized (select v, c, %2$s as level from (select v, count(*) as c from (select %4$s as v from %3$I b) x where v is not null group by 1) y)',
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
				select f.object_kind, f.object_id, row_number() over () as n
				from (select * from found f order by %5$s limit $4 offset $3) f
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

-- Whether a word is known: a frequent one is found among the first entries, where the index would first list all that
-- have it; a rare one by the index. The same words as before otherwise.
create or replace function private.respell(words text, seen text) returns text
	language plpgsql stable security definer set search_path = ''
	set pg_trgm.similarity_threshold = '0.4' set enable_seqscan = off set enable_indexscan = off as $$
declare
	typed text;
	nearest text;
	known boolean;
	is_known constant text := format('select exists (select from (select * from private.search_entries limit 100) e where e.tsv @@ $1 and %1$s)
		or exists (select from private.search_entries e where e.tsv @@ $1 and %1$s)', seen);
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
