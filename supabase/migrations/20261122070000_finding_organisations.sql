-- Finding one's organisation, and those that may be the same, among 100 000 of them: lookalikes are looked for
-- among the names that share a rare word, never among all those that share « association ».

-- The clause that sets a path cost five times the work; these bodies are parsed when they are written, and
-- look for no name later.
create or replace function private.fold_letters(value text) returns text
	language sql immutable parallel safe strict
	return translate(value, 'ɛɔɲŋɓɗƴƐƆƝŊƁƊƳ', 'eonnbdyEONNBDY');
create or replace function private.fold(value text) returns text
	language sql immutable parallel safe strict
	return extensions.unaccent('extensions.unaccent'::regdictionary, lower(private.fold_letters(value)));

-- Never inlined: the expressions of indexes are inlined under the rights of whoever first reads the table in a
-- session, and one that a visitor read no longer matched the same words asked by who may run the function.
create function private.name_words(name text) returns tsvector
	language plpgsql immutable parallel safe strict as $$
begin
	return to_tsvector('private.french', private.fold_letters(name));
end
$$;
comment on function private.name_words is 'The words of the name of an organisation, as their index holds them.';
-- Whoever writes a row writes its indexes.
grant execute on function private.name_words to authenticated, service_role;
create index organisations_words_key on public.organisations using gin (private.name_words(name));
create index organisation_names_words_key on public.organisation_names using gin (private.name_words(name));

-- Those that fewer than a hundred names have. Only the index of words may answer, whatever the planner guesses.
create function private.rare_words(words text[]) returns text[]
	language plpgsql stable security definer set search_path = '' set enable_seqscan = off set enable_indexscan = off
	set plan_cache_mode = force_generic_plan as $$
declare
	word text;
	rare text[] := '{}';
begin
	foreach word in array words loop
		perform from public.organisations o
		where private.name_words(o.name) @@ plainto_tsquery('pg_catalog.simple', word) offset 99 limit 1;
		if not found then
			rare := rare || word;
		end if;
	end loop;
	return rare;
end
$$;

-- Below, whatever number of rows the planner guesses: no table is read whole, and `offset 0` takes one row
-- after the other by its key.

-- Candidates, a thousand at most: named exactly so, or with one of the rare words; when it has none, with all
-- of its words.
create function private.organisations_named_like(wanted text, rare text[]) returns table (id uuid, other_name text)
	language plpgsql stable security definer set search_path = '' set enable_seqscan = off set enable_indexscan = off
	set plan_cache_mode = force_generic_plan rows 100 as $$
declare
	word text;
	q tsquery;
begin
	foreach word in array rare loop
		q := coalesce(q || plainto_tsquery('pg_catalog.simple', word), plainto_tsquery('pg_catalog.simple', word));
	end loop;
	q := coalesce(q, plainto_tsquery('private.french', private.fold_letters(wanted)));
	return query
		(select o.id, null::text from public.organisations o where private.fold(o.name) = wanted limit 100)
		union all
		(select o.id, null from public.organisations o where private.name_words(o.name) @@ q limit 500)
		union all
		(select n.organisation_id, n.name from public.organisation_names n where private.name_words(n.name) @@ q limit 400);
end
$$;

-- By name, former name, acronym, commune, RNA, SIREN or SIRET. A masked place is the region here too,
-- since only the column that everybody reads is asked. Text operators lose their index under row-level
-- security, hence the same words as the reading policies.
create function private.find_organisations(words text, most integer default 12)
	returns table (id uuid, slug text, name text, acronym text, kind_code text, territory_code text, other_name text)
	language plpgsql stable security definer set search_path = '' set enable_seqscan = off as $$
declare
	wanted constant text := private.fold(btrim(left(words, 200)));
	number constant text := upper(regexp_replace(left(words, 40), '[\s.]', '', 'g'));
	pieces constant text[] := (regexp_split_to_array(wanted, '\s+'))[1:10];
	-- Part of a name, as somebody who still types it.
	inside constant text := '%' || regexp_replace(wanted, '([\\%_])', '\\\1', 'g') || '%';
	-- What may be the name of a commune.
	phrases constant text[] := array(
		select array_to_string(pieces[first:last], ' ') from generate_series(1, cardinality(pieces)) first, generate_series(first, least(first + 5, cardinality(pieces))) last
	);
	respelt text;
	near uuid[];
begin
	if private.viewer() is null or char_length(wanted) < 2 then
		return;
	end if;
	near := array(select n.id from private.organisations_named_like(wanted, private.rare_words(tsvector_to_array(private.name_words(wanted)))) n);
	if cardinality(near) < 5 then
		respelt := private.respell(wanted, private.search_seen(array['organisation'], true));
		near := near || array(select n.id from private.organisations_named_like(respelt, private.rare_words(tsvector_to_array(private.name_words(respelt)))) n where respelt is not null);
	end if;
	if char_length(wanted) > 2 then
		near := near || array(select o.id from public.organisations o where private.fold(o.name) like inside limit 300)
			|| array(select n.organisation_id from public.organisation_names n where private.fold(n.name) like inside limit 300);
	end if;
	return query
		with candidates (id, weight, other_name) as (
			select o.id, 3.0::real, null::text from public.organisations o where o.rna = number
			union all
			select o.id, 3.0, null from public.organisations o where number ~ '^[0-9]{9}([0-9]{5})?$' and o.siren = left(number, 9)
			union all
			select o.id, 2.0, null from public.organisations o where private.fold(o.acronym) = wanted
			union all
			select o.id, extensions.word_similarity(wanted, f.name) + extensions.similarity(wanted, f.name), null
			from public.organisations o, lateral (select private.fold(o.name) as name offset 0) f where o.id = any (near)
			union all
			select n.organisation_id, extensions.word_similarity(wanted, f.name) + extensions.similarity(wanted, f.name), n.name
			from public.organisation_names n, lateral (select private.fold(n.name) as name offset 0) f where n.organisation_id = any (near)
			union all
			-- « jumelage bondoufle », or the commune alone.
			select o.id, case when rest = '' then 0.5 else 0.6 + extensions.word_similarity(rest, private.fold(o.name)) end, null
			from public.territories t,
				lateral (select btrim(replace(wanted, private.fold(t.name), ' ')) as rest) r,
				lateral (select * from public.organisations x where x.territory_code = t.code limit 500) o
			where private.fold(t.name) = any (phrases)
				and (rest = '' or extensions.word_similarity(rest, private.fold(o.name)) > 0.4)
		), best as (
			select distinct on (c.id) c.id, c.weight, c.other_name from candidates c order by c.id, c.weight desc
		)
		select o.id, o.slug::text, o.name, o.acronym, o.kind_code::text, o.territory_code::text, b.other_name
		from best b, lateral (select * from public.organisations x where x.id = b.id offset 0) o
		where o.status = 'published' and (o.visibility in ('public', 'reseau') or o.id in (select private.viewer_organisations()))
		order by b.weight desc, private.fold(o.name), o.id limit least(most, 50);
end
$$;
comment on function private.find_organisations is 'The organisations that a member may ask to join, by what they know of them.';

-- `rare`: words of this name, perhaps among others, that few names have.
create function private.alike_organisations(wanted_name text, territory text, wanted_rna text, wanted_siren text, beside uuid, rare text[])
	returns table (id uuid, slug text, name text, kind_code text, territory_code text, status text, why text)
	language plpgsql stable security definer set search_path = '' set enable_seqscan = off
	set plan_cache_mode = force_generic_plan as $$
declare
	wanted constant text := private.fold(btrim(left(wanted_name, 200)));
	validates constant boolean := private.viewer_plays('admin', 'animateur');
	likely uuid[];
begin
	likely := array(
		select n.id from private.organisations_named_like(
			wanted, array(select w from unnest(tsvector_to_array(private.name_words(wanted))) w where w = any (rare))
		) n
		union
		-- In the same place, also when its rare word is mistyped.
		(select o.id from public.organisations o where o.territory_code = territory limit 200)
	);
	return query
		with candidates (id, weight, why) as (
			select o.id, 3.0::real, 'number' from public.organisations o where o.rna = wanted_rna or o.siren = wanted_siren
			union all
			select n.id, case when n.near then n.alike + 0.5 else n.alike end, 'name'
			from (
				-- Where it lies is only asked of those that look like it.
				select a.id, a.alike, coalesce(exists (
					select from public.territory_ancestors t
					where (t.territory_code, t.ancestor_code) in ((a.territory_code, territory), (territory, a.territory_code))
				), false) as near, a.territory_code is null or territory is null as unknown
				from (
					select o.id, o.territory_code, extensions.similarity(wanted, private.fold(o.name)) as alike
					from public.organisations o where o.id = any (likely) offset 0
				) a
				where a.alike >= 0.4
				union all
				select x.organisation_id, extensions.similarity(wanted, private.fold(x.name)), false, true
				from public.organisation_names x where x.organisation_id = any (likely)
			) n
			where n.near or n.alike >= case when n.unknown then 0.6 else 0.8 end
		), best as (
			select distinct on (c.id) c.id, c.weight, c.why from candidates c where c.id is distinct from beside order by c.id, c.weight desc
		)
		select o.id, o.slug::text, o.name, o.kind_code::text, o.territory_code::text, o.status, b.why
		from best b, lateral (select * from public.organisations x where x.id = b.id offset 0) o
		where (o.status in ('published', 'archived') and o.visibility in ('public', 'reseau'))
			or (validates and o.status not in ('draft', 'withdrawn'))
		order by b.weight desc, private.fold(o.name), o.id limit 10;
end
$$;

-- Before a proposal is kept, and before it is validated: the same number first, then the same name nearby.
create function private.similar_organisations(wanted_name text, territory text, wanted_rna text, wanted_siren text, beside uuid default null)
	returns table (id uuid, slug text, name text, kind_code text, territory_code text, status text, why text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	if private.viewer() is null then
		return;
	end if;
	return query select * from private.alike_organisations(wanted_name, territory, wanted_rna, wanted_siren, beside,
		private.rare_words(tsvector_to_array(private.name_words(left(wanted_name, 200)))));
end
$$;
comment on function private.similar_organisations is 'Sheets that may be the same body, among those that the viewer may read.';

/*
	private.match_organisations(rows) → which organisation each line is: by its address, its RNA or SIREN, else its
	name where it is. rows: [{ line, slug, name, territory_code, rna, siren }]. Nobody but those who validate.
*/
create function private.match_organisations(lines jsonb)
	returns table (line integer, ids uuid[], facts jsonb, alike jsonb, bad_siren boolean)
	language plpgsql stable security definer set search_path = '' as $$
declare
	r record;
	-- Of all the names at once: lines share their frequent words.
	rare text[];
begin
	if not private.viewer_plays('admin', 'animateur') then
		raise sqlstate '42501' using message = 'Those who facilitate the network bring organisations.';
	end if;
	rare := private.rare_words(array(
		select distinct word from jsonb_to_recordset(lines) as x (name text), unnest(tsvector_to_array(private.name_words(left(x.name, 200)))) word
	));
	for r in
		select * from jsonb_to_recordset(lines) as x (line integer, slug text, name text, territory_code text, rna text, siren text) limit 2000
	loop
		line := r.line;
		bad_siren := r.siren is not null and not private.is_siren(r.siren);
		alike := '[]';
		if r.slug is not null then
			ids := array(select o.id from public.organisations o where o.slug = r.slug and o.status <> 'draft');
		else
			ids := array(select o.id from public.organisations o where (o.rna = r.rna or o.siren = r.siren) and o.status <> 'draft' order by 1);
			if ids = '{}' then
				ids := array(
					select o.id from public.organisations o left join public.organisation_places p on p.organisation_id = o.id
					where private.fold(o.name) = private.fold(r.name) and o.status not in ('draft', 'withdrawn')
						and (r.territory_code is null or r.territory_code in (o.territory_code, p.territory_code))
					order by 1
				);
			end if;
			if ids = '{}' then
				alike := (
					select coalesce(jsonb_agg(jsonb_build_object('slug', s.slug, 'name', s.name, 'place', t.name)), '[]')
					from (select * from private.alike_organisations(r.name, r.territory_code, r.rna, r.siren, null, rare) limit 3) s
					left join public.territories t on t.code = s.territory_code
				);
			end if;
		end if;
		facts := case when cardinality(ids) = 1 then private.organisation_facts(ids[1]) end;
		return next;
	end loop;
end
$$;
grant execute on function private.find_organisations, private.similar_organisations, private.match_organisations to authenticated;
