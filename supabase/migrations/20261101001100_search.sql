-- The search index (`model.md` § Search): one table, filled by triggers, read through one function
-- that filters with the very helpers that the policies call.
create table private.search_entries (
	object_kind text not null check (object_kind in ('resource', 'organisation', 'space')),
	object_id uuid not null,
	slug text not null,
	title text not null,
	summary text not null,
	kind_code text not null,
	themes text[] not null default '{}',
	-- With all that they lie in.
	territories text[] not null default '{}',
	organisations text[] not null default '{}',
	language text not null,
	year integer,
	sort_at timestamptz not null,
	visibility text not null,
	space_id uuid,
	organisation_id uuid,
	tsv tsvector not null,
	primary key (object_kind, object_id)
);
create index search_entries_tsv_key on private.search_entries using gin (tsv) with (fastupdate = off);
create index search_entries_recent_key on private.search_entries (object_kind, sort_at desc, object_id desc);
create index search_entries_all_recent_key on private.search_entries (sort_at desc, object_id desc);
create index search_entries_title_key on private.search_entries (object_kind, private.fold(title), object_id);
create index search_entries_themes_key on private.search_entries using gin (themes, territories, organisations);

-- Long texts in pieces, so that an extract costs the reading of one piece.
create table private.search_passages (
	object_kind text not null,
	object_id uuid not null,
	position integer not null,
	content text not null,
	tsv tsvector not null,
	primary key (object_kind, object_id, position),
	foreign key (object_kind, object_id) references private.search_entries on delete cascade
);

-- Distinct words, folded: where a mistyped word looks for its neighbours.
create table private.search_words (word text primary key);
create index search_words_trigram_key on private.search_words using gin (word extensions.gin_trgm_ops);

alter table private.search_entries enable row level security;
alter table private.search_passages enable row level security;
alter table private.search_words enable row level security;

-- Writing ------------------------------------------------------------------------------------------
create function private.put_search_entry(entry private.search_entries, weighted text[], long_text text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	configuration regconfig := private.search_configuration(entry.language);
	everything text := weighted[3] || ' ' || long_text;
begin
	delete from private.search_entries where object_kind = entry.object_kind and object_id = entry.object_id;
	-- Not every kind of object has places and bodies.
	entry.territories := coalesce(entry.territories, '{}');
	entry.organisations := coalesce(entry.organisations, '{}');
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

-- An object is found by the organisations that whoever reads it may read too.
create function private.is_named_beside(organisation public.organisations, visibility text) returns boolean
	language sql immutable parallel safe set search_path = ''
	return organisation.status in ('published', 'archived')
		and (organisation.visibility = 'public' or organisation.visibility = 'reseau' and visibility <> 'public');

create function private.index_resource(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	r public.resources;
	entry private.search_entries;
	people_and_bodies text;
	words text;
	places text;
	texts text;
begin
	select * into r from public.resources where id = wanted and status in ('published', 'to-review', 'archived');
	if not found then
		delete from private.search_entries where object_kind = 'resource' and object_id = wanted;
		return;
	end if;
	-- As somebody who takes no part in making it sees it.
	select string_agg(coalesce(c.name, concat_ws(' ', o.name, o.acronym)), ' '),
		coalesce(array_agg(distinct o.slug::text) filter (where o.slug is not null), '{}')
	into people_and_bodies, entry.organisations
	from public.resource_contributors c
	left join public.organisations o on o.id = c.organisation_id and private.is_named_beside(o, r.visibility)
	where c.resource_id = r.id
		and not (c.is_person and private.masks(r.sensitivity, 'people'))
		and not (c.role = 'funder' and private.masks(r.sensitivity, 'funders'));
	select entry.organisations || coalesce(array_agg(o.slug::text), '{}'), concat_ws(' ', people_and_bodies, string_agg(concat_ws(' ', o.name, o.acronym), ' '))
	into entry.organisations, people_and_bodies
	from public.organisations o
	where o.id = r.organisation_id and private.is_named_beside(o, r.visibility) and not o.slug::text = any (entry.organisations);
	select coalesce(array_agg(t.code::text), '{}'), string_agg(concat_ws(' ', t.label_fr, t.label_en), ' ') into entry.themes, words
	from public.resource_themes rt join public.themes t on t.code = rt.theme_code where rt.resource_id = r.id;
	select coalesce(array_agg(distinct a.ancestor_code::text), '{}'), string_agg(distinct t.name, ' ') into entry.territories, places
	from public.resource_territories rt
	join public.territories t on t.code = rt.territory_code
	join public.territory_ancestors a on a.territory_code = rt.territory_code
	where rt.resource_id = r.id and rt.blurred = private.masks(r.sensitivity, 'place');
	select string_agg(x.content, ' ' order by rf.position) into texts
	from public.resource_files rf join public.file_texts x on x.file_id = rf.file_id where rf.resource_id = r.id;

	entry.object_kind := 'resource';
	entry.object_id := r.id;
	entry.slug := r.slug;
	entry.title := r.title;
	entry.summary := coalesce(r.summary, '');
	entry.kind_code := r.kind_code;
	entry.language := r.language;
	entry.year := extract(year from lower(r.date_range));
	entry.sort_at := r.published_at;
	entry.visibility := r.visibility;
	entry.space_id := r.space_id;
	entry.organisation_id := r.organisation_id;
	select concat_ws(' ', words, k.label_fr, k.label_en) into words from public.resource_kinds k where k.code = r.kind_code;
	perform private.put_search_entry(
		entry,
		array[r.title, concat_ws(' ', r.summary, array_to_string(r.keywords, ' '), people_and_bodies, words, places), coalesce(r.description, '')],
		coalesce(texts, '')
	);
end
$$;

create function private.index_organisation(wanted uuid) returns void
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
	select name into places from public.territories where code = o.territory_code;
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

create function private.index_space(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	s public.spaces;
	entry private.search_entries;
	words text;
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
	perform private.put_search_entry(entry, array[s.name, concat_ws(' ', s.purpose, words), ''], '');
end
$$;

-- Run when the transaction ends, once per object however many of its parts changed.
create function private.refresh_search() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	kind text := tg_argv[0];
	-- The column that names the object: it depends on the table.
	wanted uuid := (coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[1])::uuid;
	done text := coalesce(current_setting('palabre.indexed', true), '');
begin
	if tg_argv[1] = 'file_id' then
		select resource_id into wanted from public.resource_files where file_id = wanted;
	end if;
	if wanted is null or position(wanted::text in done) > 0 then
		return null;
	end if;
	-- Two files of one resource are read side by side: the second waits, then sees the first one's text.
	-- Among 1 024 locks, so that loading a whole network does not fill the table of locks.
	perform pg_advisory_xact_lock(20261101, hashtext(wanted::text) % 1024);
	perform set_config('palabre.indexed', done || ' ' || wanted, true);
	case kind
		when 'resource' then perform private.index_resource(wanted);
		when 'organisation' then perform private.index_organisation(wanted);
		when 'space' then perform private.index_space(wanted);
	end case;
	return null;
end
$$;

do $$
declare
	source record;
begin
	for source in select * from (values
		('resources', 'resource', 'id'), ('resource_themes', 'resource', 'resource_id'),
		('resource_territories', 'resource', 'resource_id'), ('resource_contributors', 'resource', 'resource_id'),
		('resource_files', 'resource', 'resource_id'), ('file_texts', 'resource', 'file_id'),
		('organisations', 'organisation', 'id'), ('organisation_names', 'organisation', 'organisation_id'),
		('organisation_themes', 'organisation', 'organisation_id'), ('organisation_successions', 'organisation', 'successor_id'),
		('spaces', 'space', 'id'), ('space_themes', 'space', 'space_id'), ('space_organisations', 'space', 'space_id')
	) as sources (relation, kind, key) loop
		execute format(
			'create constraint trigger %I after insert or update or delete on public.%I deferrable initially deferred
				for each row execute function private.refresh_search(%L, %L)',
			source.relation || '_search', source.relation, source.kind, source.key
		);
	end loop;
end
$$;

-- What an organisation is called, and who may know, is also in the entries of what it publishes.
create function private.refresh_search_beside() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	beside record;
begin
	-- The locks of `refresh_search`, in one order.
	for beside in
		select kind, id, hashtext(id::text) % 1024 as lock from (
			select 'resource' as kind, id from public.resources where organisation_id = new.id
			union select 'resource', resource_id from public.resource_contributors where organisation_id = new.id
			union select 'space', space_id from public.space_organisations where organisation_id = new.id
			union select 'organisation', successor_id from public.organisation_successions where predecessor_id = new.id
		) naming order by lock, id
	loop
		perform pg_advisory_xact_lock(20261101, beside.lock);
		case beside.kind
			when 'resource' then perform private.index_resource(beside.id);
			when 'organisation' then perform private.index_organisation(beside.id);
			when 'space' then perform private.index_space(beside.id);
		end case;
	end loop;
	return null;
end
$$;
create constraint trigger organisations_search_beside after update on public.organisations
	deferrable initially deferred for each row
	when ((old.name, old.acronym, old.slug, old.status, old.visibility) is distinct from (new.name, new.acronym, new.slug, new.status, new.visibility))
	execute function private.refresh_search_beside();

-- Reading ------------------------------------------------------------------------------------------
-- An object is in one language and the words may be of any. What is refused (`-puits`) is refused in all
-- of them: `-puits` in one only would be found by the others, which do not know the same stem.
create function private.search_query(words text, refusing boolean default true) returns tsquery
	language plpgsql stable set search_path = '' as $$
declare
	refusal constant text := '(?:^|(?<=\s))-(?=\S)("[^"]*"?|\S+)';
	folded constant text := private.fold_letters(words);
	wanted constant text := regexp_replace(folded, refusal, ' ', 'g');
	refused text;
	q tsquery := websearch_to_tsquery('private.french', wanted)
		|| websearch_to_tsquery('private.english', wanted)
		|| websearch_to_tsquery('private.plain', wanted);
begin
	if refusing then
		for refused in select piece[1] from regexp_matches(folded, refusal, 'g') piece loop
			q := q && !! (phraseto_tsquery('private.french', refused) || phraseto_tsquery('private.english', refused) || phraseto_tsquery('private.plain', refused));
		end loop;
	end if;
	return q;
end
$$;

-- Words of five letters or more that are nowhere, replaced by their nearest neighbours. What the viewer
-- cannot see neither makes a word known nor is offered in its place. `seen` uses $2 to $7: see `search`.
create function private.respell(words text, seen text, filters jsonb, spaces uuid[], bodies uuid[], named uuid[], authored uuid[], validates boolean)
	returns text
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
		execute is_known into known using private.search_query(typed), filters, spaces, bodies, named, authored, validates;
		continue when known;
		for nearest in
			select word from private.search_words
			where word operator(extensions.%) typed and word <> typed
			order by extensions.similarity(word, typed) desc, word limit 20
		loop
			execute is_known into known using private.search_query(nearest), filters, spaces, bodies, named, authored, validates;
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
	filters: { objects, kinds, themes, territories, organisations, languages: [text], years: [number] }; absent or empty: no filter.
	sort: 'relevance' (with words), 'recent', 'title'.
	Answers { total, capped, respelt, items: [{ kind, id, slug, title, extract, sortAt }], facets: { kinds: {code: n}, … } }.
	Counts and ranking cover the first 1 000 matches; titles and extracts carry U+0002 and U+0003 around the words found.
*/
create function private.search(words text, filters jsonb, sort text, page_number integer, after_cursor jsonb default null) returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	most constant integer := 1000;
	size constant integer := 20;
	typed text := nullif(btrim(left(words, 200)), '');
	q tsquery := case when typed is not null then private.search_query(typed) end;
	-- What is shown around: a word that is refused is nowhere.
	shown tsquery := private.search_query(typed, false);
	respelt text;
	seen text;
	facet_conditions text := '';
	condition text;
	facet record;
	facet_flags text := '';
	conditions text;
	ordering text;
	answer jsonb;
	viewer uuid := private.viewer();
	spaces uuid[] := case when viewer is not null then array(select private.viewer_spaces()) end;
	bodies uuid[] := case when viewer is not null then array(select private.viewer_organisations()) end;
	named uuid[] := case when viewer is not null then array(select private.viewer_named_resources()) end;
	authored uuid[] := case when viewer is not null then array(select private.viewer_authored('resource')) end;
	validates boolean := private.viewer_plays('admin', 'animateur');
begin
	filters := '{"objects": ["resource", "organisation", "space"]}'::jsonb || filters;
	-- The same words as the reading policies of resources, organisations and spaces; a test per role compares them.
	seen := case when viewer is null then 'e.visibility = ''public''' else
		'(e.visibility in (''public'', ''reseau'')
			or (e.visibility = ''espace'' and e.space_id = any ($3))
			or (e.object_kind = ''resource'' and e.visibility <> ''prive'' and e.organisation_id = any ($4))
			or (e.object_kind = ''resource'' and e.visibility = ''prive'' and e.object_id = any ($5))
			or (e.object_kind = ''resource'' and e.object_id = any ($6))
			or (e.object_kind = ''organisation'' and (e.object_id = any ($4) or $7)))' end;
	-- To browse, one kind is written in full: then the indexes that begin with the kind give their order.
	-- With words it would hide how rare they are, and everything would be read.
	seen := seen || case when q is null and jsonb_array_length(filters -> 'objects') = 1 then format(' and e.object_kind = %L', filters -> 'objects' ->> 0)
		else ' and e.object_kind in (select jsonb_array_elements_text($2 -> ''objects''))' end;

	for facet in select * from (values
		('kinds', 'e.kind_code = any (%s)', 'text[]'), ('themes', 'e.themes && %s', 'text[]'),
		('territories', 'e.territories && %s', 'text[]'), ('organisations', 'e.organisations && %s', 'text[]'),
		('languages', 'e.language = any (%s)', 'text[]'), ('years', 'e.year = any (%s)', 'integer[]')
	) as facets (name, test, type) loop
		if jsonb_array_length(coalesce(nullif(filters -> facet.name, 'null'), '[]')) > 0 then
			condition := format(facet.test, format('array(select jsonb_array_elements_text($2 -> %L))::%s', facet.name, facet.type));
			facet_conditions := facet_conditions || ' and ' || condition;
			facet_flags := facet_flags || format(', %s as %I', condition, 'in_' || facet.name);
		else
			facet_flags := facet_flags || format(', true as %I', 'in_' || facet.name);
		end if;
	end loop;

	if sort = 'relevance' and q is null then
		sort := 'recent';
	end if;
	-- %1$s is the alias of the row.
	ordering := case sort when 'title' then 'private.fold(%1$s.title), %1$s.object_id' else '%1$s.sort_at desc, %1$s.object_id desc' end;

	for attempt in 1 .. 2 loop
		conditions := seen || case when q is not null then ' and e.tsv @@ $1' else '' end;
		if sort = 'recent' and after_cursor is not null then
			facet_conditions := facet_conditions || ' and (e.sort_at, e.object_id) < (($8 ->> 0)::timestamptz, ($8 ->> 1)::uuid)';
		end if;
		execute format($sql$
			with found as materialized (
				select e.object_kind, e.object_id, e.sort_at, e.title, e.kind_code, e.themes, e.territories, e.organisations, e.language, e.year,
					%6$s as rank
				from private.search_entries e where %1$s %2$s
				%7$s limit %3$s
			), page as (
				select f.*, row_number() over (order by %8$s) as n from found f order by n limit %4$s offset $9
			), base as materialized (
				select e.kind_code, e.themes, e.territories, e.organisations, e.language, e.year %5$s
				from %9$s
			)
			select jsonb_build_object(
				'total', (select count(*) from found),
				'capped', (select count(*) = %3$s from found),
				'items', coalesce((
					select jsonb_agg(jsonb_build_object('kind', e.object_kind, 'id', e.object_id, 'slug', e.slug, 'sortAt', e.sort_at,
						'title', case when $1 is null then e.title
							else ts_headline(private.search_configuration(e.language), e.title, $10, 'HighlightAll=true,StartSel=' || chr(2) || ',StopSel=' || chr(3)) end,
						'extract', private.search_extract(e.object_kind, e.object_id, e.language, e.summary, $10)) order by page.n)
					from page join private.search_entries e using (object_kind, object_id)
				), '[]'),
				'facets', jsonb_build_object(
					'kinds', (select jsonb_object_agg(v, c) from (select kind_code v, count(*) c from base where in_themes and in_territories and in_organisations and in_languages and in_years group by 1 order by 2 desc limit 40) x),
					'themes', (select jsonb_object_agg(v, c) from (select v, count(*) c from base, unnest(themes) v where in_kinds and in_territories and in_organisations and in_languages and in_years group by 1 order by 2 desc limit 40) x),
					'territories', (select jsonb_object_agg(v, c) from (select v, count(*) c from base, unnest(territories) v where in_kinds and in_themes and in_organisations and in_languages and in_years group by 1 order by 2 desc limit 40) x),
					'organisations', (select jsonb_object_agg(v, c) from (select v, count(*) c from base, unnest(organisations) v where in_kinds and in_themes and in_territories and in_languages and in_years group by 1 order by 2 desc limit 40) x),
					'languages', (select jsonb_object_agg(v, c) from (select language v, count(*) c from base where in_kinds and in_themes and in_territories and in_organisations and in_years group by 1 order by 2 desc limit 40) x),
					'years', (select jsonb_object_agg(v, c) from (select year v, count(*) c from base where year is not null and in_kinds and in_themes and in_territories and in_organisations and in_languages group by 1 order by 2 desc limit 60) x)
				)
			)
			$sql$,
			conditions, facet_conditions, most, size, facet_flags,
			case when q is not null and sort = 'relevance' then 'ts_rank_cd(''{0.05, 0.2, 0.5, 1}'', e.tsv, $1, 1)' else '0' end,
			case when q is null or sort <> 'relevance' then 'order by ' || format(ordering, 'e') else '' end,
			case when q is not null and sort = 'relevance' then 'f.rank desc, f.sort_at desc, f.object_id' else format(ordering, 'f') end,
			-- Without a facet both are the same rows: they are read once.
			case when facet_conditions = '' then 'found e' else format(
				'private.search_entries e where %s %s limit %s',
				conditions, case when q is null or sort <> 'relevance' then 'order by ' || format(ordering, 'e') else '' end, most
			) end
		)
		into answer
		using q, filters, spaces, bodies, named, authored, validates, after_cursor, (greatest(page_number, 1) - 1) * size,
			case when q is not null then replace(shown::text, '&', '|')::tsquery end;
		exit when attempt = 2 or typed is null or (answer ->> 'total')::integer >= 5;
		respelt := private.respell(typed, seen, filters, spaces, bodies, named, authored, validates);
		exit when respelt is null;
		q := q || private.search_query(respelt);
		shown := shown || private.search_query(respelt, false);
	end loop;
	-- A respelling is only told when it found something that the viewer may see.
	return answer || jsonb_build_object('respelt', case when (answer ->> 'total')::integer > 0 then respelt end);
end
$$;
comment on function private.search is 'The one reading of the index, for pages, feeds and the tests that compare it with row-level security.';

-- The piece of text where the words are, or the summary.
-- Not given the whole entry: its `tsv` would be read too, which is long for a long text.
create function private.search_extract(kind text, id uuid, language text, summary text, q tsquery) returns text
	language plpgsql stable security definer set search_path = '' as $$
declare
	configuration regconfig := private.search_configuration(language);
	options text := 'MaxWords=36,MinWords=18,MaxFragments=1,StartSel=' || chr(2) || ',StopSel=' || chr(3);
	piece text;
begin
	if q is null or to_tsvector(configuration, private.fold_letters(summary)) @@ q then
		return case when q is null then summary else ts_headline(configuration, summary, q, options || ',HighlightAll=true') end;
	end if;
	select content into piece from private.search_passages p
	where p.object_kind = kind and p.object_id = id and p.tsv @@ q
	order by ts_rank(p.tsv, q) desc, p.position limit 1;
	return case when piece is null then summary else ts_headline(configuration, piece, q, options) end;
end
$$;

grant execute on function private.search to anon, authenticated;
