-- The first page names four partner authorities, a country after the other. It read all of them to choose; their
-- first ones by country are found by an index, country by country.
create index search_entries_partners_key on private.search_entries (seat, title_key, object_id)
	where object_kind = 'organisation' and kind_code = 'collectivite-partenaire' and visibility = 'public';

-- The same for whoever asks: what is public, published, and does not ask to stay out of search engines.
create function private.partners_in_turn(most integer) returns table (organisation_id uuid, turn bigint, country text)
	language plpgsql stable security definer set search_path = '' rows 4 as $$
begin
	return query
		with recursive countries (code) as (
			select min(e.seat) from private.search_entries e
			where e.object_kind = 'organisation' and e.kind_code = 'collectivite-partenaire' and e.visibility = 'public'
			union all
			select (
				select min(e.seat) from private.search_entries e
				where e.object_kind = 'organisation' and e.kind_code = 'collectivite-partenaire' and e.visibility = 'public' and e.seat > c.code
			) from countries c where c.code is not null
		)
		select p.id, p.turn, c.code
		from countries c
		cross join lateral (
			select e.object_id as id, row_number() over (order by e.title_key, e.object_id) as turn
			from private.search_entries e
			where e.object_kind = 'organisation' and e.kind_code = 'collectivite-partenaire' and e.visibility = 'public' and e.seat = c.code
				and exists (select from public.organisations o where o.id = e.object_id and o.status = 'published' and o.sensitivity = '{}')
			order by e.title_key, e.object_id limit least(most, 12)
		) p
		order by p.turn, c.code limit least(most, 12);
end
$$;
comment on function private.partners_in_turn is 'Partner authorities that everybody may read, the first of each country before the second ones: twelve at most.';
grant execute on function private.partners_in_turn to anon, authenticated;
