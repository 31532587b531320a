-- « Personnes » of the administration: everybody with an account, by name, thirty at a time. Row-level
-- security would take the indexes of text away, so these functions judge by themselves: administrators see
-- everybody and their address; who facilitates sees those who show themselves, and no address.
create index people_name_trigram_key on public.people using gin (private.fold(name) extensions.gin_trgm_ops);

create function private.people_list(words text, organisation text, after uuid, size integer)
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
			|| format(' union all select o.id from public.organisations o where o.acronym = %L', btrim(organisation)) || '))';
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
comment on function private.people_list is 'People by name, after one of them; nothing for who does not run the network.';
grant execute on function private.people_list to authenticated;

-- One person, as the administration sees them. A space that the viewer may not read is only counted.
create function private.person_sheet(person uuid) returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	administers constant boolean := private.viewer_plays('admin');
begin
	if not private.viewer_plays('admin', 'animateur') then
		return null;
	end if;
	return (
		select jsonb_build_object(
			'id', p.id, 'name', p.name, 'function', p.function, 'networkRole', p.network_role, 'since', p.created_at,
			'organisations', coalesce((
				select jsonb_agg(jsonb_build_object('slug', o.slug, 'name', o.name, 'role', m.role) order by private.fold(o.name))
				from public.organisation_members m join public.organisations o on o.id = m.organisation_id where m.person_id = p.id
			), '[]'),
			'spaces', coalesce((
				select jsonb_agg(jsonb_build_object('slug', s.slug, 'name', s.name, 'role', m.role) order by private.fold(s.name))
				from public.space_members m join public.spaces s on s.id = m.space_id
				where m.person_id = p.id and (s.visibility <> 'espace' or s.id in (select private.viewer_spaces()))
			), '[]'),
			'hiddenSpaces', (
				select count(*) from public.space_members m join public.spaces s on s.id = m.space_id
				where m.person_id = p.id and s.visibility = 'espace' and s.id not in (select private.viewer_spaces())
			)
		) || case when administers then jsonb_build_object(
			'email', (select u.email from auth.users u where u.id = p.account_id),
			'lastSignIn', (select u.last_sign_in_at from auth.users u where u.id = p.account_id),
			'sessions', (select count(*) from auth.sessions s where s.user_id = p.account_id and (s.not_after is null or s.not_after > now())),
			'roles', coalesce((
				select jsonb_agg(jsonb_build_object('verb', a.verb, 'at', a.happened_at, 'by', b.name) order by a.id desc)
				from (
					select * from public.activity x
					where x.object_kind = 'person' and x.object_id = p.id and x.verb like 'network-role-%'
					order by x.id desc limit 10
				) a left join public.people b on b.id = a.actor_id
			), '[]')
		) else '{}' end
		from public.people p
		where p.id = person and p.account_id is not null and (administers or p.visibility <> 'prive')
	);
end
$$;
grant execute on function private.person_sheet to authenticated;
