-- An organisation of the network: an association, a commune, a service of one, a partner authority.
create table public.organisations (
	id uuid primary key,
	slug public.slug not null unique,
	name text not null check (char_length(btrim(name)) between 2 and 200),
	acronym text check (char_length(acronym) between 2 and 30),
	kind_code public.slug not null references public.organisation_kinds (code),
	parent_id uuid references public.organisations (id),
	territory_code public.slug references public.territories (code),
	summary text check (char_length(summary) <= 300),
	website text check (website ~ '^https?://[^\s]+$' and char_length(website) <= 500),
	rna text check (rna ~ '^W[0-9A-Z]{9}$'),
	siren text check (siren ~ '^[0-9]{9}$'),
	note text check (char_length(note) <= 600),
	status text not null default 'proposed' check (status in ('draft', 'proposed', 'published', 'archived', 'withdrawn')),
	visibility text not null default 'public' check (visibility in ('public', 'reseau', 'prive')),
	sensitivity text[] not null default '{}' check (private.is_sensitivity(sensitivity)),
	source text,
	confirmed_on date,
	published_at timestamptz,
	version integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	check (status <> 'published' or published_at is not null)
);
comment on column public.organisations.territory_code is
	'Where it is. When its place is masked, the region: whoever reads an organisation reads its columns.';
create index organisations_kind_key on public.organisations (kind_code);
create index organisations_parent_key on public.organisations (parent_id);
create index organisations_territory_key on public.organisations (territory_code);
create index organisations_name_key on public.organisations (private.fold(name), id);

-- Where exactly it is, when its place is masked: for its own people and those who validate it.
create table public.organisation_places (
	-- Written by a trigger of the organisation, before its row is there.
	organisation_id uuid primary key references public.organisations (id) on delete cascade deferrable initially deferred,
	territory_code public.slug not null references public.territories (code)
);
create index organisation_places_territory_key on public.organisation_places (territory_code);

-- Earlier and other names: a search for « SAN d'Évry » finds the body that took its place.
create table public.organisation_names (
	id uuid primary key,
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	name text not null check (char_length(btrim(name)) between 2 and 200),
	valid_from text check (valid_from ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
	valid_to text check (valid_to ~ '^\d{4}(-\d{2}(-\d{2})?)?$')
);
create index organisation_names_organisation_key on public.organisation_names (organisation_id);

-- « Succède à »: the date stays unknown when it is.
create table public.organisation_successions (
	successor_id uuid not null references public.organisations (id) on delete cascade,
	predecessor_id uuid not null references public.organisations (id) on delete cascade,
	happened_on text check (happened_on ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
	primary key (successor_id, predecessor_id),
	check (successor_id <> predecessor_id)
);
create index organisation_successions_predecessor_key on public.organisation_successions (predecessor_id);

create table public.organisation_themes (
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	theme_code public.slug not null references public.themes (code),
	primary key (organisation_id, theme_code)
);
create index organisation_themes_theme_key on public.organisation_themes (theme_code);

-- Countries where it is known to act (ISO 3166-1).
create table public.organisation_countries (
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	country text not null check (country ~ '^[A-Z]{2}$'),
	primary key (organisation_id, country)
);

create table public.organisation_members (
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	role text not null check (role in ('referent', 'contributeur')),
	since timestamptz not null default now(),
	primary key (organisation_id, person_id)
);
create index organisation_members_person_key on public.organisation_members (person_id, organisation_id, role);

create function private.viewer_organisations() returns setof uuid
	language sql stable security definer set search_path = '' rows 4
	begin atomic
		select m.organisation_id from public.organisation_members m
		join public.people p on p.id = m.person_id where p.account_id = (select auth.uid());
	end;
comment on function private.viewer_organisations is 'The organisations whose people the viewer is among.';

create function private.viewer_referent_organisations() returns setof uuid
	language sql stable security definer set search_path = '' rows 2
	begin atomic
		select m.organisation_id from public.organisation_members m
		join public.people p on p.id = m.person_id
		where p.account_id = (select auth.uid()) and m.role = 'referent';
	end;
comment on function private.viewer_referent_organisations is 'The organisations that the viewer publishes for.';
grant execute on function private.viewer_organisations, private.viewer_referent_organisations
	to anon, authenticated, service_role;

alter table public.organisations enable row level security;
alter table public.organisation_places enable row level security;
alter table public.organisation_names enable row level security;
alter table public.organisation_successions enable row level security;
alter table public.organisation_themes enable row level security;
alter table public.organisation_countries enable row level security;
alter table public.organisation_members enable row level security;
grant select on public.organisations, public.organisation_names, public.organisation_successions,
	public.organisation_themes, public.organisation_countries, public.organisation_members, public.organisation_places
	to anon, authenticated;
grant select, insert, update, delete on public.organisations, public.organisation_places, public.organisation_names,
	public.organisation_successions, public.organisation_themes, public.organisation_countries, public.organisation_members
	to service_role;

create policy "anyone reads the published organisations" on public.organisations
	for select to anon, authenticated using (visibility = 'public' and status in ('published', 'archived'));
create policy "members read the organisations of the network" on public.organisations
	for select to authenticated
	using (visibility = 'reseau' and status in ('published', 'archived') and (select private.viewer()) is not null);
create policy "its people read their organisation" on public.organisations
	for select to authenticated using (id in (select private.viewer_organisations()));
create policy "facilitators read the organisations to validate" on public.organisations
	for select to authenticated using (status <> 'draft' and (select private.viewer_plays('admin', 'animateur')));

do $$
declare
	part text;
begin
	foreach part in array array['organisation_names', 'organisation_themes', 'organisation_countries'] loop
		execute format('create policy "whoever reads an organisation reads its details" on public.%I for select to anon, authenticated using (organisation_id in (select id from public.organisations))', part);
	end loop;
end
$$;
create policy "whoever reads both organisations reads their succession" on public.organisation_successions
	for select to anon, authenticated
	using (successor_id in (select id from public.organisations) and predecessor_id in (select id from public.organisations));
create policy "its people read where exactly it is" on public.organisation_places
	for select to authenticated using (organisation_id in (select private.viewer_organisations()));
create policy "facilitators read where exactly it is" on public.organisation_places
	for select to authenticated using ((select private.viewer_plays('admin', 'animateur')));
create policy "colleagues read who belongs to their organisation" on public.organisation_members
	for select to authenticated using (organisation_id in (select private.viewer_organisations()));
create policy "people read what they belong to" on public.organisation_members
	for select to authenticated using (person_id = (select private.viewer()));
create policy "administrators and facilitators read who belongs where" on public.organisation_members
	for select to authenticated using ((select private.viewer_plays('admin', 'animateur')));

-- A masked place is kept aside, and comes back when it is masked no longer.
create function private.blur_place() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	exact text := new.territory_code;
begin
	-- The same as before is what was read, perhaps blurred, not a new place.
	if tg_op = 'UPDATE' and new.territory_code is not distinct from old.territory_code then
		select coalesce(max(territory_code), exact) into exact from public.organisation_places where organisation_id = new.id;
	end if;
	delete from public.organisation_places where organisation_id = new.id;
	new.territory_code := exact;
	if 'place' = any (new.sensitivity) and exact is not null then
		insert into public.organisation_places values (new.id, exact);
		new.territory_code := private.blurred_territory(exact);
	end if;
	return new;
end
$$;
create trigger organisations_place before insert or update of territory_code, sensitivity on public.organisations
	for each row execute function private.blur_place();

create trigger organisations_touch before update on public.organisations for each row execute function private.touch();

comment on table public.organisations is 'The bodies of the network; what follows a person''s departure stays with them.';
comment on table public.organisation_members is 'The role of a person in an organisation: referent publishes for it, contributeur drafts for it.';
