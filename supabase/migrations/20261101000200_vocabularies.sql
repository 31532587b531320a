-- Controlled vocabularies are tables with a code, labels in both languages and a validity
-- (`model.md` § Identity): a network edits them without a release.
create table public.territories (
	code public.slug primary key,
	name text not null check (char_length(name) between 1 and 120),
	kind text not null check (kind in ('pays', 'region', 'departement', 'intercommunalite', 'commune', 'cercle', 'ville-partenaire')),
	country text not null check (country ~ '^[A-Z]{2}$'),
	parent_code public.slug references public.territories (code),
	insee text check (insee ~ '^[0-9AB]{2,5}$'),
	latitude double precision check (latitude between -90 and 90),
	longitude double precision check (longitude between -180 and 180),
	coordinates_precision text,
	default_sensitivity text[] not null default '{}' check (private.is_sensitivity(default_sensitivity)),
	note text,
	valid_from date,
	valid_to date
);
create index territories_parent_key on public.territories (parent_code);

-- A territory and all that it lies in, itself included: a filter by Essonne finds Évry.
create table public.territory_ancestors (
	territory_code public.slug not null references public.territories (code) on delete cascade,
	ancestor_code public.slug not null references public.territories (code) on delete cascade,
	primary key (territory_code, ancestor_code)
);
create index territory_ancestors_ancestor_key on public.territory_ancestors (ancestor_code);

create function private.refresh_territory_ancestors() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.territory_ancestors;
	insert into public.territory_ancestors
	with recursive lineage (territory_code, ancestor_code) as (
		select code, code from public.territories
		union
		select l.territory_code, t.parent_code
		from lineage l join public.territories t on t.code = l.ancestor_code
		where t.parent_code is not null
	)
	select * from lineage;
	return null;
end
$$;
create trigger territories_lineage after insert or update of parent_code or delete on public.territories
	for each statement execute function private.refresh_territory_ancestors();

-- What a blurred place becomes: the nearest region, département or country above it.
create function private.blurred_territory(territory text) returns text
	language sql stable security definer set search_path = ''
	return (
		select t.code from public.territory_ancestors a join public.territories t on t.code = a.ancestor_code
		where a.territory_code = territory and t.kind in ('region', 'departement', 'pays')
		order by (t.kind = 'pays'), (t.kind = 'departement') limit 1
	);

grant execute on function private.blurred_territory to anon, authenticated, service_role;

create table public.themes (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	parent_code public.slug references public.themes (code),
	sustainable_development_goals smallint[] not null default '{}',
	dac_code text,
	position smallint not null default 0,
	valid_to date
);
create index themes_parent_key on public.themes (parent_code);

create table public.resource_kinds (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	-- The pattern of its spine (`design.md` § Identité): report, tool, exhibition, film.
	family text not null check (family in ('report', 'tool', 'exhibition', 'film')),
	position smallint not null default 0,
	valid_to date
);

create table public.organisation_kinds (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	position smallint not null default 0,
	valid_to date
);

create table public.space_kinds (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	position smallint not null default 0,
	valid_to date
);

create table public.audiences (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	position smallint not null default 0,
	valid_to date
);

create table public.licences (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	-- One sentence that says what others may do.
	meaning_fr text not null,
	meaning_en text not null,
	url text,
	position smallint not null default 0,
	valid_to date
);

do $$
declare
	vocabulary text;
begin
	foreach vocabulary in array array['territories', 'territory_ancestors', 'themes', 'resource_kinds', 'organisation_kinds', 'space_kinds', 'audiences', 'licences'] loop
		execute format('alter table public.%I enable row level security', vocabulary);
		execute format('grant select on public.%I to anon, authenticated', vocabulary);
		execute format('grant select, insert, update, delete on public.%I to service_role', vocabulary);
		execute format('create policy "anyone reads the vocabulary" on public.%I for select to anon, authenticated using (true)', vocabulary);
	end loop;
	foreach vocabulary in array array['territories', 'themes', 'resource_kinds', 'organisation_kinds', 'space_kinds', 'audiences', 'licences'] loop
		execute format('grant insert, update on public.%I to authenticated', vocabulary);
		execute format('create policy "documentalists and administrators add terms" on public.%I for insert to authenticated with check ((select private.viewer_plays(''admin'', ''documentaliste'')))', vocabulary);
		execute format('create policy "documentalists and administrators correct terms" on public.%I for update to authenticated using ((select private.viewer_plays(''admin'', ''documentaliste'')))', vocabulary);
	end loop;
end
$$;

comment on table public.territories is 'Places, French and partner alike, each in its parent.';
comment on table public.themes is 'What resources and organisations are about, with the goals (ODD) and DAC codes they answer to.';
