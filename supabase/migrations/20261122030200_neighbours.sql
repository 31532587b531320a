-- Who is near, who acts in the same countries, on the same themes, who is new (`domain.md` IN-03).
create function private.kilometres(latitude double precision, longitude double precision, other_latitude double precision, other_longitude double precision)
	returns double precision
	language sql immutable parallel safe strict set search_path = ''
	return 2 * 6371 * asin(least(1, sqrt(
		sind((other_latitude - latitude) / 2) ^ 2
		+ cosd(latitude) * cosd(other_latitude) * sind((other_longitude - longitude) / 2) ^ 2
	)));
comment on function private.kilometres is 'Between two points of the Earth, as the crow flies (haversine).';

-- What the viewer looks from: what they chose, else what their organisations say. Their own exact
-- place counts even when it is masked: they know it.
create function private.viewpoint(chosen jsonb) returns table (mine uuid[], places text[], countries text[], themes text[])
	language plpgsql stable security definer set search_path = '' as $$
begin
	mine := array(select private.viewer_organisations());
	places := coalesce(private.search_chosen(chosen, 'places'), array(
		select distinct coalesce(p.territory_code, o.territory_code)::text
		from public.organisations o left join public.organisation_places p on p.organisation_id = o.id
		where o.id = any (mine) and o.territory_code is not null
	));
	-- Where it sits is no tie with those who act there.
	countries := coalesce(private.search_chosen(chosen, 'countries'), array(
		select distinct c.country from public.organisation_countries c
		where c.organisation_id = any (mine) and c.country not in (
			select t.country from public.organisations o join public.territories t on t.code = o.territory_code where o.id = any (mine)
		)
	));
	themes := coalesce(private.search_chosen(chosen, 'themes'), array(
		select distinct t.theme_code::text from public.organisation_themes t where t.organisation_id = any (mine)
	));
	return next;
end
$$;

/*
	private.neighbours(chosen, most) → jsonb, null for a visitor
	chosen: { places, countries, themes: [text] }; absent or empty: those of the viewer's organisations.
	Answers { places, countries, themes, near, sameCountries, sameThemes, newcomers }; a list is of
	{ id, slug, name, summary, kind, place, kilometres, shared }. A masked place is its region, which is near nobody.
*/
create function private.neighbours(chosen jsonb, most integer) returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	v record;
	size constant integer := least(most, 20);
	line constant text := 'select e.object_id as id, e.slug, e.title as name, e.summary, e.kind_code as kind, e.place, e.sort_at';
	others text;
	answer jsonb;
begin
	if private.viewer() is null then
		return null;
	end if;
	select * into v from private.viewpoint(chosen);
	others := 'from private.search_entries e where ' || private.search_seen(array['organisation'], false) || ' and not e.object_id = any ($1)';
	execute format(
		$sql$
			with here as (
				select t.code, t.latitude, t.longitude from public.territories t where t.code = any ($2) and t.kind not in ('pays', 'region')
			), reach as (
				select t.code, coalesce(min(private.kilometres(h.latitude, h.longitude, t.latitude, t.longitude)), 0) as kilometres
				from public.territories t join here h
					on h.code = t.code or t.latitude between h.latitude - 0.5 and h.latitude + 0.5 and t.kind not in ('pays', 'region')
				group by t.code
			), near as (
				select x.*, reach.kilometres, null::integer as shared from reach, lateral (%1$s %2$s and e.place = reach.code order by e.sort_at desc limit $5) x
				where reach.kilometres <= 50 order by reach.kilometres, x.sort_at desc, x.id limit $5
			), abroad as (
				select x.*, null::double precision as kilometres, cardinality(array(select unnest(x.held) intersect select unnest($3))) as shared
				from (%1$s, e.countries as held %2$s and e.countries && $3 order by e.sort_at desc limit 500) x
				order by shared desc, sort_at desc, id limit $5
			), alike as (
				select x.*, null::double precision as kilometres, cardinality(array(select unnest(x.held) intersect select unnest($4))) as shared
				from (%1$s, e.themes as held %2$s and e.themes && $4 order by e.sort_at desc limit 500) x
				order by shared desc, sort_at desc, id limit $5
			), fresh as (
				%1$s, null::double precision as kilometres, null::integer as shared %2$s order by e.sort_at desc, e.object_id desc limit $5
			)
			select jsonb_build_object(
				'places', (select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name, 'wide', t.kind in ('pays', 'region')) order by t.name), '[]')
					from public.territories t where t.code = any ($2)),
				'countries', to_jsonb($3), 'themes', to_jsonb($4), 'hasOrganisation', cardinality($1) > 0,
				'near', (select jsonb_agg(to_jsonb(n) - 'sort_at' order by n.kilometres, n.sort_at desc, n.id) from near n),
				'sameCountries', (select jsonb_agg(to_jsonb(n) - 'sort_at' - 'held' order by n.shared desc, n.sort_at desc, n.id) from abroad n),
				'sameThemes', (select jsonb_agg(to_jsonb(n) - 'sort_at' - 'held' order by n.shared desc, n.sort_at desc, n.id) from alike n),
				'newcomers', (select jsonb_agg(to_jsonb(n) - 'sort_at' order by n.sort_at desc, n.id desc) from fresh n)
			)
		$sql$, line, others
	) into answer using v.mine, v.places, v.countries, v.themes, size;
	return answer;
end
$$;
comment on function private.neighbours is 'Organisations that have something in common with those of the viewer, or with what they chose.';
grant execute on function private.neighbours to anon, authenticated;
