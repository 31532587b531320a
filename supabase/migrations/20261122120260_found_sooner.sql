-- Among thousands that share all the words typed, a part of their name tells nothing more, and the first three
-- hundred are enough to compare.

-- By name, former name, acronym, commune, RNA, SIREN or SIRET. A masked place is the region here too,
-- since only the column that everybody reads is asked. Text operators lose their index under row-level
-- security, hence the same words as the reading policies.
create or replace function private.find_organisations(words text, most integer default 12)
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
	-- Who still types the end of a word is not yet understood by it.
	if char_length(wanted) > 2 and cardinality(near) < 100 then
		near := near || array(select o.id from public.organisations o where private.fold(o.name) like inside limit 300)
			|| array(select n.organisation_id from public.organisation_names n where private.fold(n.name) like inside limit 300);
	end if;
	near := near[1:300];
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
