-- Two thousand lines of a spreadsheet ask for their lookalikes one after the other, in one statement of twenty
-- seconds at most: rarer words, so fewer candidates, and plans made once.
-- Never inlined: the expressions of indexes are inlined under the rights of whoever first reads the table in a
-- session, and one that a visitor read no longer matched the same words asked by who may run the function.
create or replace function private.name_words(name text) returns tsvector
	language plpgsql immutable parallel safe strict as $$
begin
	return to_tsvector('private.french', private.fold_letters(name));
end
$$;

alter function private.organisations_named_like(text, text[]) set plan_cache_mode = force_generic_plan;

-- Those that fewer than a hundred names have. Only the index of words may answer, whatever the planner guesses.
create or replace function private.rare_words(words text[]) returns text[]
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

-- `rare`: words of this name, perhaps among others, that few names have.
create or replace function private.alike_organisations(wanted_name text, territory text, wanted_rna text, wanted_siren text, beside uuid, rare text[])
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
