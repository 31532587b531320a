-- The sheet of an organisation, written by its people and validated by the network (`domain.md` IN-01,
-- IN-19). No column says where a person comes from nor what they believe, and none ever will (IN-18).

-- Nine digits whose last is Luhn's key (INSEE).
create function private.is_siren(number text) returns boolean
	language sql immutable parallel safe strict set search_path = ''
	return case when number ~ '^[0-9]{9}$' and number <> '000000000' then (
		select sum(case when i % 2 = 0 then d * 2 / 10 + d * 2 % 10 else d end) % 10 = 0
		from generate_series(1, 9) i, lateral (select substr(number, i, 1)::integer as d) digits
	) else false end;
grant execute on function private.is_siren to authenticated, service_role;

alter table public.organisations
	add column description public.markdown check (char_length(description) <= 800),
	add column legal_form text check (char_length(legal_form) <= 80),
	add column languages text[] not null default '{}' check (
		cardinality(languages) <= 20 and array_position(languages, null) is null
		and array_to_string(languages, ' ') ~ '^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*( |$))*$'
	),
	add column offers text check (char_length(offers) <= 600),
	add column needs text check (char_length(needs) <= 600),
	-- Who answers, by function: a name would be that of a person, who leaves.
	add column contact_function text check (char_length(contact_function) <= 120),
	add column president_function text check (char_length(president_function) <= 120),
	add column twinning_activity text check (twinning_activity in ('actif', 'peu-actif', 'en-sommeil')),
	-- Rows of before are left as they are.
	add constraint "a SIREN has its key" check (private.is_siren(siren)) not valid;
create index organisations_rna_key on public.organisations (rna);
create index organisations_siren_key on public.organisations (siren);
create index organisations_waiting_key on public.organisations (created_at, id) where status = 'proposed';
create index organisations_twinnings_key on public.organisations (private.fold(name), id)
	where twinning_activity in ('peu-actif', 'en-sommeil');

create table public.organisation_audiences (
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	audience_code public.slug not null references public.audiences (code),
	primary key (organisation_id, audience_code)
);
create index organisation_audiences_audience_key on public.organisation_audiences (audience_code);

-- « Membre de »: the networks that it joined, which are organisations too.
create table public.organisation_networks (
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	network_id uuid not null references public.organisations (id) on delete cascade,
	primary key (organisation_id, network_id),
	check (organisation_id <> network_id)
);
create index organisation_networks_network_key on public.organisation_networks (network_id);

-- The towns of a twinning committee, and when they swore to be twins.
create table public.organisation_twinnings (
	id uuid primary key,
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	town text not null check (char_length(btrim(town)) between 2 and 120),
	country text check (country ~ '^[A-Z]{2}$'),
	sworn_on text check (sworn_on ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
	language text check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$')
);
create index organisation_twinnings_organisation_key on public.organisation_twinnings (organisation_id);

-- Where its form of contact writes. Shown to nobody but its referents and the facilitators.
create table public.organisation_contacts (
	organisation_id uuid primary key references public.organisations (id) on delete cascade,
	email text not null check (email ~ '^[^\s@<>]+@[^\s@<>]+$' and char_length(email) <= 200)
);

-- Who may write it -------------------------------------------------------------------------------
create function private.writes_organisation(organisation uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.organisations o where o.id = organisation and (
			(o.status <> 'withdrawn' and o.id in (select private.viewer_referent_organisations()))
			or (o.status <> 'draft' and private.viewer_plays('admin', 'animateur'))
			or (o.status in ('draft', 'proposed') and o.id in (select private.viewer_authored('organisation')))
		)
	);
comment on function private.writes_organisation is
	'Whether the viewer may write this sheet: its referents, who proposed it until it is validated, those who validate.';
create function private.manages_organisation(organisation uuid) returns boolean
	language sql stable security definer set search_path = ''
	return coalesce(organisation in (select private.viewer_referent_organisations()), false)
		or private.viewer_plays('admin', 'animateur');
comment on function private.manages_organisation is 'Whether the viewer answers for its people and its address: its referents, those who facilitate the network.';
grant execute on function private.writes_organisation, private.manages_organisation to anon, authenticated, service_role;

grant insert (id, slug, name, acronym, kind_code, parent_id, territory_code, summary, description, website, rna, siren,
	legal_form, languages, offers, needs, contact_function, president_function, twinning_activity, status, visibility, sensitivity)
	on public.organisations to authenticated;
grant update (slug, name, acronym, kind_code, parent_id, territory_code, summary, description, website, rna, siren,
	legal_form, languages, offers, needs, contact_function, president_function, twinning_activity, status, visibility, sensitivity, confirmed_on)
	on public.organisations to authenticated;
create policy "people read what they proposed until it is validated" on public.organisations
	for select to authenticated
	using (published_at is null and id in (select private.viewer_authored('organisation')));
create policy "members propose organisations" on public.organisations
	for insert to authenticated
	with check ((select private.viewer()) is not null
		and (status in ('draft', 'proposed') or status = 'published' and (select private.viewer_plays('admin', 'animateur'))));
create policy "its referents and those who validate write it" on public.organisations
	for update to authenticated using (private.writes_organisation(id));

alter table public.organisation_audiences enable row level security;
alter table public.organisation_networks enable row level security;
alter table public.organisation_twinnings enable row level security;
alter table public.organisation_contacts enable row level security;
do $$
declare
	part text;
begin
	foreach part in array array['organisation_audiences', 'organisation_networks', 'organisation_twinnings', 'organisation_contacts'] loop
		execute format('grant select, insert, update, delete on public.%I to service_role', part);
	end loop;
	foreach part in array array['organisation_names', 'organisation_themes', 'organisation_countries', 'organisation_audiences',
		'organisation_networks', 'organisation_twinnings'] loop
		execute format('grant select on public.%I to anon, authenticated', part);
		execute format('grant insert, delete on public.%I to authenticated', part);
		execute format('create policy "those who write the sheet add to it" on public.%I for insert to authenticated with check (private.writes_organisation(organisation_id))', part);
		execute format('create policy "those who write the sheet take away from it" on public.%I for delete to authenticated using (private.writes_organisation(organisation_id))', part);
	end loop;
end
$$;
create policy "whoever reads an organisation reads its details" on public.organisation_audiences
	for select to anon, authenticated using (organisation_id in (select id from public.organisations));
create policy "whoever reads both organisations reads that one joined the other" on public.organisation_networks
	for select to anon, authenticated
	using (organisation_id in (select id from public.organisations) and network_id in (select id from public.organisations));
-- The twin of a town says where the town is.
create policy "whoever reads a committee reads its twinnings, unless its place is masked" on public.organisation_twinnings
	for select to anon, authenticated
	using (exists (
		select from public.organisations o where o.id = organisation_id and (
			not private.masks(o.sensitivity, 'place')
			or o.id in (select private.viewer_organisations())
			or (select private.viewer_plays('admin', 'animateur'))
		)
	));

-- « Succède à » is said on both sheets: who writes both says it.
grant insert, delete on public.organisation_successions to authenticated;
create policy "those who write both sheets say which follows the other" on public.organisation_successions
	for insert to authenticated
	with check (private.writes_organisation(successor_id) and private.writes_organisation(predecessor_id));
create policy "those who write the sheet take its succession away" on public.organisation_successions
	for delete to authenticated using (private.writes_organisation(successor_id));

grant select, insert, update (email), delete on public.organisation_contacts to authenticated;
create policy "its referents and facilitators read where its form writes" on public.organisation_contacts
	for select to authenticated using (private.manages_organisation(organisation_id));
create policy "its referents and facilitators say where its form writes" on public.organisation_contacts
	for insert to authenticated with check (private.manages_organisation(organisation_id));
create policy "its referents and facilitators change where its form writes" on public.organisation_contacts
	for update to authenticated using (private.manages_organisation(organisation_id));
create policy "its referents and facilitators take it away" on public.organisation_contacts
	for delete to authenticated using (private.manages_organisation(organisation_id));

-- What a change must respect, whoever makes it ----------------------------------------------------
create function private.guard_organisation_place(organisation public.organisations) returns void
	language plpgsql stable security definer set search_path = '' as $$
begin
	if exists (
		with recursive above (id, parent_id) as (
			select o.id, o.parent_id from public.organisations o where o.id = organisation.parent_id
			union
			select o.id, o.parent_id from public.organisations o join above a on o.id = a.parent_id
		)
		select from above where id = organisation.id
	) then
		raise sqlstate 'PT409' using message = 'An organisation is not a part of itself.';
	end if;
	-- It is said on the sheet of the whole.
	if organisation.published_at is not null and not private.viewer_plays('admin', 'animateur')
		and not organisation.parent_id in (select private.viewer_referent_organisations()) then
		raise sqlstate '42501' using message = 'A referent of the whole says what its parts are.';
	end if;
end
$$;

create function private.guard_organisation_status(was text, becomes text) returns void
	language plpgsql stable security definer set search_path = '' as $$
begin
	if was is null then
		if (select count(*) from public.organisations o
			where o.status = 'proposed' and o.id in (select private.viewer_authored('organisation'))) >= 5
			and not private.viewer_plays('admin', 'animateur') then
			raise sqlstate 'PT409' using message = 'Five proposals wait already.', hint = 'waiting';
		end if;
		return;
	end if;
	if (was, becomes) not in (
		('draft', 'proposed'), ('draft', 'published'), ('proposed', 'draft'), ('proposed', 'published'), ('proposed', 'withdrawn'),
		('published', 'archived'), ('published', 'withdrawn'), ('archived', 'published'), ('archived', 'withdrawn'),
		('withdrawn', 'published')
	) then
		raise sqlstate 'PT409' using message = format('An organisation does not go from %s to %s.', was, becomes);
	end if;
	if (was, becomes) not in (('draft', 'proposed'), ('proposed', 'draft')) and not private.viewer_plays('admin', 'animateur') then
		raise sqlstate '42501' using message = 'The network validates, archives and withdraws.';
	end if;
end
$$;

create function private.guard_organisation() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	by_person boolean := (select auth.uid()) is not null;
	was text := case when tg_op = 'UPDATE' then old.status end;
begin
	if tg_op = 'INSERT' then
		new.version := 1;
	else
		if new.id <> old.id or new.created_at <> old.created_at then
			raise sqlstate 'PT409' using message = 'What an organisation is never changes.';
		end if;
		if old.published_at is not null and new.slug <> old.slug then
			raise sqlstate 'PT409' using message = 'The address of a published organisation is frozen.';
		end if;
		new.published_at := old.published_at;
		-- Its form always writes the row, also when only its lists change. Confirming a sheet is no conflict for who writes it.
		new.version := old.version + case when new.confirmed_on is distinct from old.confirmed_on then 0 else 1 end;
		if by_person and new.confirmed_on is distinct from old.confirmed_on then
			new.confirmed_on := current_date;
		end if;
	end if;
	-- It would take the visitors of another one.
	if exists (select from private.former_slugs f where f.object_kind = 'organisation' and f.slug = new.slug and f.object_id <> new.id) then
		raise sqlstate 'PT409' using message = 'This was the address of another organisation.';
	end if;
	if by_person and was is distinct from new.status then
		perform private.guard_organisation_status(was, new.status);
	end if;
	if new.status = 'published' then
		new.published_at := coalesce(new.published_at, now());
	end if;
	if by_person and new.parent_id is not null and (was is null or new.parent_id is distinct from old.parent_id) then
		perform private.guard_organisation_place(new);
	end if;
	return new;
end
$$;
create trigger organisations_guard before insert or update on public.organisations
	for each row execute function private.guard_organisation();

create function private.follow_organisation() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	author uuid := private.viewer();
begin
	if tg_op = 'INSERT' then
		if author is not null and new.status <> 'published' then
			insert into private.authorships values ('organisation', new.id, author);
		end if;
		if new.status <> 'draft' then
			perform private.record_activity(new.status, 'organisation', new.id);
		end if;
		return null;
	end if;
	if old.status <> new.status then
		perform private.record_activity(new.status, 'organisation', new.id, null, private.given_reason());
	elsif new.published_at is not null and new.version > old.version then
		perform private.record_activity('revised', 'organisation', new.id);
	elsif new.confirmed_on is distinct from old.confirmed_on then
		perform private.record_activity('confirmed', 'organisation', new.id);
	end if;
	if old.slug <> new.slug then
		insert into private.former_slugs values ('organisation', old.slug, new.id)
		on conflict (object_kind, slug) do update set object_id = excluded.object_id;
	end if;
	-- Who proposed it answers for it once the network says that it exists.
	if new.status = 'published' and old.published_at is null
		and not exists (select from public.organisation_members m where m.organisation_id = new.id and m.role = 'referent') then
		insert into public.organisation_members (organisation_id, person_id, role)
		select new.id, a.person_id, 'referent' from private.authorships a
		where a.object_kind = 'organisation' and a.object_id = new.id and a.person_id is distinct from author
		on conflict (organisation_id, person_id) do update set role = 'referent';
	end if;
	return null;
end
$$;
create trigger organisations_follow after insert or update on public.organisations
	for each row execute function private.follow_organisation();

create function private.forget_organisation() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from private.authorships where object_kind = 'organisation' and object_id = old.id;
	delete from private.former_slugs where object_kind = 'organisation' and object_id = old.id;
	delete from public.activity where object_kind = 'organisation' and object_id = old.id;
	return null;
end
$$;
create trigger organisations_forget after delete on public.organisations
	for each row execute function private.forget_organisation();

-- The first free address: taken ones may be of organisations that the viewer cannot see. Who asks for
-- the same one at the same time waits for the first to be there.
create function private.free_organisation_slug(wanted text, organisation uuid) returns text
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform pg_advisory_xact_lock(hashtextextended('organisation ' || wanted, 0));
	return (
		select candidate from (
			select case when n = 1 then wanted else wanted || '-' || n end as candidate, n from generate_series(1, 10000) n
		) candidates
		where not exists (select from public.organisations o where o.slug = candidate and o.id <> organisation)
			and not exists (
				select from private.former_slugs f
				where f.object_kind = 'organisation' and f.slug = candidate and f.object_id <> organisation
			)
		order by n limit 1
	);
end
$$;
grant execute on function private.free_organisation_slug to authenticated;

-- A proposal that was refused was never there: its address has nothing to say.
create or replace function private.organisation_address(wanted text) returns table (state text, slug text)
	language sql stable security definer set search_path = ''
	begin atomic
		select case when o.status = 'withdrawn' then 'gone' else 'moved' end, case when o.status <> 'withdrawn' then o.slug::text end
		from private.former_slugs f join public.organisations o on o.id = f.object_id
		where f.object_kind = 'organisation' and f.slug = wanted
			and o.visibility = 'public' and o.published_at is not null and o.status in ('published', 'archived', 'withdrawn')
		union all
		select 'gone', null from public.organisations o
		where o.slug = wanted and o.status = 'withdrawn' and o.visibility = 'public' and o.published_at is not null;
	end;

-- What was said while it was made stays between its makers; the rest is told without who, when people are masked.
create policy "members see what happened to an organisation that they see" on public.activity
	for select to authenticated
	using (object_kind = 'organisation' and (select private.viewer()) is not null and exists (
		select from public.organisations o
		where o.id = object_id and (
			verb in ('published', 'revised', 'confirmed', 'archived') and reason is null and not private.masks(o.sensitivity, 'people')
			or o.id in (select private.viewer_organisations())
			or (select private.viewer_plays('admin', 'animateur'))
			or published_at is null and o.id in (select private.viewer_authored('organisation'))
		)
	));

comment on table public.organisation_contacts is 'Where the contact form of an organisation writes: shown to nobody outside.';
comment on table public.organisation_twinnings is 'The twin towns of a twinning committee (`domain.md` IN-19).';
