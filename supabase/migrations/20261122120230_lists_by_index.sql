-- Lists whose order or words row-level security keeps away from the indexes. These functions give ids, and what is
-- read of them is still its decision.

-- Published sheets that nobody answers for: kept aside, since thousands that have a referent may come before the
-- first that has none.
create table private.unanswered_organisations (
	organisation_id uuid primary key references public.organisations (id) on delete cascade,
	name_key text not null
);
create index unanswered_organisations_name_key on private.unanswered_organisations (name_key, organisation_id);
alter table private.unanswered_organisations enable row level security;
comment on table private.unanswered_organisations is 'Published organisations without referent, by their folded name.';

create function private.follow_unanswered() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	-- The column that names the organisation: it depends on the table.
	wanted constant uuid := (coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0])::uuid;
begin
	-- Two referents who leave at the same time wait for each other: the second sees that nobody is left.
	perform from public.organisations o where o.id = wanted for no key update;
	delete from private.unanswered_organisations where organisation_id = wanted;
	insert into private.unanswered_organisations
	select o.id, private.fold(o.name) from public.organisations o
	where o.id = wanted and o.status = 'published'
		and not exists (select from public.organisation_members m where m.organisation_id = o.id and m.role = 'referent')
	on conflict do nothing;
	return null;
end
$$;
create trigger organisation_members_unanswered after insert or delete or update of role on public.organisation_members
	for each row execute function private.follow_unanswered('organisation_id');
create trigger organisations_unanswered after insert or update of status, name on public.organisations
	for each row execute function private.follow_unanswered('id');

-- In the order of the alphabet, after one of them.
create function private.organisations_without_referent(after uuid, size integer) returns setof uuid
	language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan rows 30 as $$
declare
	after_name constant text := coalesce((select private.fold(o.name) from public.organisations o where o.id = after), '');
begin
	if not private.viewer_plays('admin', 'animateur') then
		return;
	end if;
	return query
		select u.organisation_id from private.unanswered_organisations u
		where (u.name_key, u.organisation_id) > (after_name, coalesce(after, '00000000-0000-0000-0000-000000000000'))
			and not exists (select from public.organisation_members m where m.organisation_id = u.organisation_id and m.role = 'referent')
		order by u.name_key, u.organisation_id limit least(size, 101);
end
$$;
comment on function private.organisations_without_referent is 'Nothing for who does not run the network.';

-- Members of a space by a part of their name, in the order in which they came: more than a page, since the query
-- leaves out those who show their name to nobody. Planned anew each time: few or all may be called so.
create function private.space_members_named(space uuid, words text, seat text, after_since timestamptz, after_person uuid) returns setof uuid
	language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan rows 50 as $$
declare
	inside constant text := '%' || regexp_replace(private.fold(words), '([\\%_])', '\\\1', 'g') || '%';
begin
	if not exists (select from private.viewer_spaces() mine where mine = space) then
		return;
	end if;
	return query
		select m.person_id from public.space_members m join public.people p on p.id = m.person_id
		where m.space_id = space and private.fold(p.name) like inside
			and (seat is null or m.organisation_id is not distinct from nullif(seat, 'none')::uuid)
			and (after_since is null or (m.since, m.person_id) > (after_since, after_person))
		order by m.since, m.person_id limit 500;
end
$$;
comment on function private.space_members_named is 'Nothing for who is not a member of the space. `seat`: the body that they sit for, or `none`.';
grant execute on function private.organisations_without_referent, private.space_members_named to authenticated;

-- An acronym is looked for where its index is: folded.
create or replace function private.people_list(words text, organisation text, after uuid, size integer)
	returns table (id uuid, name text, function text, network_role text, email text, organisations jsonb)
	language plpgsql stable security definer set search_path = '' as $$
declare
	administers constant boolean := private.viewer_plays('admin');
	word text;
	after_name constant text := (select private.fold(p.name) from public.people p where p.id = after);
	chosen text := 'select p.id from public.people p where p.account_id is not null';
	ids uuid[];
begin
	if not private.viewer_plays('admin', 'animateur') then
		return;
	end if;
	if not administers then
		chosen := chosen || ' and p.visibility <> ''prive''';
	end if;
	if administers and words like '%@%' then
		chosen := chosen || ' and p.account_id = (select u.id from auth.users u where u.email = lower($3) and u.is_sso_user = false)';
	else
		-- Three letters and more, anywhere in the name; fewer, at the beginning of a word: both read the index.
		foreach word in array (regexp_split_to_array(private.fold(btrim(coalesce(words, ''))), '\s+'))[1:4] loop
			continue when word = '';
			word := regexp_replace(word, '([\\%_])', '\\\1', 'g');
			chosen := chosen || case when char_length(word) > 2
				then format(' and private.fold(p.name) like %L', '%' || word || '%')
				else format(' and (private.fold(p.name) like %L or private.fold(p.name) like %L)', word || '%', '% ' || word || '%') end;
		end loop;
	end if;
	if btrim(coalesce(organisation, '')) <> '' then
		chosen := chosen || ' and p.id in (select m.person_id from public.organisation_members m where m.organisation_id in ('
			|| format('select o.id from public.organisations o where private.fold(o.name) like %L',
				'%' || regexp_replace(private.fold(btrim(organisation)), '([\\%_])', '\\\1', 'g') || '%')
			|| format(' union all select o.id from public.organisations o where private.fold(o.acronym) = %L', private.fold(btrim(organisation))) || '))';
	end if;
	if after_name is not null then
		chosen := chosen || ' and (private.fold(p.name), p.id) > ($1, $2)';
	end if;
	-- The text of the statement depends on what is asked, so that each way of asking has its own plan.
	execute 'select array(' || chosen || ' order by private.fold(p.name), p.id limit $4)'
		into ids using after_name, after, btrim(words), least(size, 101);
	return query
		select p.id, p.name, p.function, p.network_role, case when administers then u.email::text end,
			coalesce((
				select jsonb_agg(jsonb_build_object('slug', o.slug, 'name', o.name, 'role', m.role) order by private.fold(o.name))
				from (select * from public.organisation_members x where x.person_id = p.id limit 10) m
				join public.organisations o on o.id = m.organisation_id
			), '[]')
		from public.people p left join auth.users u on u.id = p.account_id
		where p.id = any (ids)
		order by private.fold(p.name), p.id;
end
$$;
