-- A resource of the catalogue: a record, which describes, with or without files (`domain.md` RC-01).
create table public.resources (
	id uuid primary key,
	slug public.slug not null unique,
	title text not null check (char_length(btrim(title)) between 3 and 200),
	kind_code public.slug references public.resource_kinds (code),
	summary text check (char_length(summary) <= 300),
	description public.markdown check (char_length(description) <= 20000),
	language text not null default 'fr' check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
	licence_code public.slug references public.licences (code),
	conditions text check (char_length(conditions) <= 600),
	link text check (link ~ '^https?://[^\s]+$' and char_length(link) <= 1000),
	-- Pages, minutes, panels: as its describer says it.
	extent text check (char_length(extent) <= 120),
	keywords text[] not null default '{}'
		check (cardinality(keywords) <= 20 and array_to_string(keywords, E'\n') !~ '[^\n]{61}'),
	-- A partial date keeps what was given (EDTF), how precise it is, and a range to sort and filter by.
	date_text text check (date_text ~ '^[0-9./~?-]{4,32}$'),
	date_precision text check (date_precision in ('year', 'month', 'day', 'interval')),
	date_range daterange,
	organisation_id uuid references public.organisations (id),
	space_id uuid references public.spaces (id),
	visibility text not null default 'public' check (visibility in ('public', 'reseau', 'espace', 'organisation', 'prive')),
	sensitivity text[] not null default '{}' check (private.is_sensitivity(sensitivity)),
	status text not null default 'draft'
		check (status in ('draft', 'proposed', 'to-correct', 'published', 'to-review', 'archived', 'withdrawn')),
	note text check (char_length(note) <= 1000),
	source text check (char_length(source) <= 300),
	published_at timestamptz,
	review_on date,
	version integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint "an espace resource has its space" check (visibility <> 'espace' or space_id is not null),
	constraint "an organisation resource has its organisation" check (visibility <> 'organisation' or organisation_id is not null),
	constraint "a date has its precision and range"
		check ((date_text is null) = (date_precision is null) and (date_text is null) = (date_range is null)),
	constraint "what is proposed is complete" check (
		status in ('draft', 'to-correct')
		or (kind_code is not null and licence_code is not null and char_length(btrim(coalesce(summary, ''))) between 3 and 300)
	),
	constraint "what was published has its instant" check (
		status in ('draft', 'proposed', 'to-correct') or published_at is not null
	)
);
create index resources_kind_key on public.resources (kind_code);
create index resources_licence_key on public.resources (licence_code);
create index resources_organisation_key on public.resources (organisation_id, published_at desc);
create index resources_space_key on public.resources (space_id);
create index resources_published_key on public.resources (published_at desc, id desc) where status in ('published', 'to-review', 'archived');
create index resources_waiting_key on public.resources (updated_at) where status in ('proposed', 'to-correct');

create table public.resource_themes (
	resource_id uuid not null references public.resources (id) on delete cascade,
	theme_code public.slug not null references public.themes (code),
	primary key (resource_id, theme_code)
);
create index resource_themes_theme_key on public.resource_themes (theme_code);

-- Places that it is about. When the place is masked, the exact ones are for those who edit it, and a
-- blurred one, added by a trigger, is for everybody.
create table public.resource_territories (
	resource_id uuid not null references public.resources (id) on delete cascade,
	territory_code public.slug not null references public.territories (code),
	blurred boolean not null default false,
	primary key (resource_id, territory_code, blurred)
);
create index resource_territories_territory_key on public.resource_territories (territory_code);

create table public.resource_audiences (
	resource_id uuid not null references public.resources (id) on delete cascade,
	audience_code public.slug not null references public.audiences (code),
	primary key (resource_id, audience_code)
);
create index resource_audiences_audience_key on public.resource_audiences (audience_code);

-- Who made it, published it, paid for it: an organisation of the network, or a name.
create table public.resource_contributors (
	id uuid primary key,
	resource_id uuid not null references public.resources (id) on delete cascade,
	role text not null check (role in ('creator', 'publisher', 'funder')),
	organisation_id uuid references public.organisations (id),
	name text check (char_length(btrim(name)) between 2 and 200),
	-- A natural person, masked with `people`.
	is_person boolean not null default false,
	position smallint not null default 0,
	check ((organisation_id is null) <> (name is null)),
	check (not is_person or name is not null)
);
create index resource_contributors_resource_key on public.resource_contributors (resource_id, role, position);
create index resource_contributors_organisation_key on public.resource_contributors (organisation_id);

create table public.resource_files (
	resource_id uuid not null references public.resources (id) on delete cascade,
	file_id uuid not null references public.files (id),
	position smallint not null default 0,
	label text check (char_length(label) <= 160),
	-- Read aloud instead of an image.
	alternative text check (char_length(alternative) <= 300),
	primary key (resource_id, file_id)
);
create unique index resource_files_file_key on public.resource_files (file_id);

-- Named people, for a `prive` resource.
create table public.resource_readers (
	resource_id uuid not null references public.resources (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	primary key (resource_id, person_id)
);
create index resource_readers_person_key on public.resource_readers (person_id);

-- What a resource was before each change since its publication.
create table public.resource_versions (
	resource_id uuid not null references public.resources (id) on delete cascade,
	version integer not null,
	content jsonb not null,
	replaced_at timestamptz not null default now(),
	primary key (resource_id, version)
);

-- The one rule of reading, used by the policies and by the search index. -----------------------------
create function private.viewer_named_resources() returns setof uuid
	language sql stable security definer set search_path = '' rows 10
	begin atomic
		select r.resource_id from public.resource_readers r
		join public.people p on p.id = r.person_id where p.account_id = (select auth.uid())
		union all
		select private.viewer_authored('resource');
	end;
comment on function private.viewer_named_resources is 'Resources that the viewer wrote or is named in.';

create function private.masks(sensitivity text[], aspect text) returns boolean
	language sql immutable parallel safe set search_path = ''
	return aspect = any (sensitivity);
comment on function private.masks is
	'The one decision about masking (`domain.md` §3.4): every policy and the search index call it.';

create function private.may_publish(organisation uuid, space uuid, visibility text) returns boolean
	language sql stable security definer set search_path = ''
	return (visibility in ('public', 'reseau') and private.viewer_plays('documentaliste'))
		or (visibility <> 'prive' and coalesce(organisation in (select private.viewer_referent_organisations()), false))
		or (visibility = 'espace' and coalesce(space in (select private.viewer_facilitated_spaces()), false));
comment on function private.may_publish is
	'A referent publishes for their organisation, an animateur in their space, a documentaliste in the catalogue of all.';

create function private.writes_resource(resource uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.resources r
		where r.id = resource and (
			private.may_publish(r.organisation_id, r.space_id, r.visibility) and r.status <> 'draft'
			or (r.status in ('draft', 'proposed', 'to-correct') or r.visibility = 'prive') and r.id in (select private.viewer_authored('resource'))
			or r.status in ('draft', 'proposed', 'to-correct') and r.visibility <> 'prive' and r.organisation_id in (select private.viewer_organisations())
		)
	);
comment on function private.writes_resource is 'Whether the viewer may change this resource: its author and colleagues until it is published, then those who may publish it.';

create function private.makes_resource(resource uuid, organisation uuid, space uuid, visibility text) returns boolean
	language sql stable security definer set search_path = ''
	return resource in (select private.viewer_authored('resource'))
		or (visibility <> 'prive' and coalesce(organisation in (select private.viewer_organisations()), false))
		or (visibility = 'espace' and coalesce(space in (select private.viewer_facilitated_spaces()), false))
		or (visibility in ('public', 'reseau') and private.viewer_plays('documentaliste'));
comment on function private.makes_resource is 'Whether the viewer takes part in making it, and so sees what is masked to others.';

create function private.may_move(was public.resources, becomes public.resources) returns boolean
	language sql stable security definer set search_path = ''
	begin atomic
		select (
				becomes.organisation_id is not distinct from was.organisation_id
				or keeps and (becomes.organisation_id is null or private.viewer_plays('documentaliste')
					or becomes.organisation_id in (select private.viewer_organisations()))
			)
			and (
				becomes.space_id is not distinct from was.space_id
				or (keeps or colleague) and (becomes.space_id is null or becomes.space_id in (select private.viewer_writing_spaces()))
			)
			and (becomes.visibility = was.visibility or (keeps or colleague) and (becomes.visibility <> 'prive' or authored))
		from (
			select authored, authored and (was.published_at is null or was.visibility = 'prive')
					or private.may_publish(was.organisation_id, null, was.visibility) as keeps,
				was.visibility <> 'prive' and coalesce(was.organisation_id in (select private.viewer_organisations()), false) as colleague
			from (select was.id in (select private.viewer_authored('resource')) as authored) a
		) b;
	end;
comment on function private.may_move is
	'Who gives it to another organisation, space or circle of readers: its author until it is published, then its organisation or a documentaliste. Who only facilitates its space does not take it elsewhere, nor a colleague to another organisation.';

create function private.was_moderated(resource uuid) returns boolean
	language sql stable security definer set search_path = ''
	begin atomic
		select coalesce((
			select a.actor_id is distinct from private.viewer() and coalesce(p.network_role, 'admin') in ('admin', 'documentaliste')
			from public.activity a left join public.people p on p.id = a.actor_id
			where a.object_kind = 'resource' and a.object_id = resource and a.verb = 'withdrawn'
			order by a.id desc limit 1
		), true);
	end;
comment on function private.was_moderated is 'Whether it was last withdrawn by the network rather than by its makers.';

grant execute on function private.viewer_named_resources, private.masks, private.may_publish, private.writes_resource,
	private.makes_resource to anon, authenticated, service_role;

alter table public.resources enable row level security;
grant select on public.resources to anon, authenticated;
grant insert (id, slug, title, kind_code, summary, description, language, licence_code, conditions, link, extent,
	keywords, date_text, date_precision, date_range, organisation_id, space_id, visibility, sensitivity, status, note, review_on)
	on public.resources to authenticated;
grant update (slug, title, kind_code, summary, description, language, licence_code, conditions, link, extent,
	keywords, date_text, date_precision, date_range, organisation_id, space_id, visibility, sensitivity, status, note, review_on)
	on public.resources to authenticated;
grant delete on public.resources to authenticated;
grant select, insert, update, delete on public.resources to service_role;

create policy "anyone reads what is published for all" on public.resources
	for select to anon, authenticated
	using (visibility = 'public' and status in ('published', 'to-review', 'archived'));
create policy "members read what is published for them" on public.resources
	for select to authenticated
	using (
		status in ('published', 'to-review', 'archived')
		and (
			(visibility = 'reseau' and (select private.viewer()) is not null)
			or (visibility = 'espace' and space_id in (select private.viewer_spaces()))
			or (visibility = 'organisation' and organisation_id in (select private.viewer_organisations()))
			or (visibility = 'prive' and id in (select private.viewer_named_resources()))
		)
	);
create policy "its makers read it in every state" on public.resources
	for select to authenticated
	using (
		id in (select private.viewer_authored('resource'))
		or (visibility <> 'prive' and organisation_id in (select private.viewer_organisations()))
		or (status <> 'draft' and visibility in ('public', 'reseau') and (select private.viewer_plays('documentaliste')))
		or (status <> 'draft' and visibility = 'espace' and space_id in (select private.viewer_facilitated_spaces()))
	);
create policy "members write resources, for their organisations or in their own name" on public.resources
	for insert to authenticated
	with check (
		(select private.viewer()) is not null
		and (organisation_id is null or organisation_id in (select private.viewer_organisations()) or (select private.viewer_plays('documentaliste')))
		and (space_id is null or space_id in (select private.viewer_writing_spaces()))
	);
-- Where it may go is compared with where it was, which a policy cannot do: `guard_resource`.
create policy "its makers change it until it is published, then those who may publish it" on public.resources
	for update to authenticated using (private.writes_resource(id));
create policy "authors throw away their drafts" on public.resources
	for delete to authenticated
	using (status in ('draft', 'to-correct') and published_at is null and id in (select private.viewer_authored('resource')));

-- Parts follow their resource: read with it, written by those who may write it.
do $$
declare
	part text;
begin
	foreach part in array array['resource_themes', 'resource_territories', 'resource_audiences', 'resource_contributors',
		'resource_files', 'resource_readers', 'resource_versions'] loop
		execute format('alter table public.%I enable row level security', part);
		execute format('grant select on public.%I to anon, authenticated', part);
		execute format('grant select, insert, update, delete on public.%I to service_role', part);
		if part <> 'resource_versions' then
			execute format('grant delete on public.%I to authenticated', part);
			execute format('create policy "its makers add to it" on public.%I for insert to authenticated with check (private.writes_resource(resource_id))', part);
			execute format('create policy "its makers take away from it" on public.%I for delete to authenticated using (private.writes_resource(resource_id))', part);
		end if;
	end loop;
	foreach part in array array['resource_contributors', 'resource_files'] loop
		execute format('create policy "its makers change it" on public.%I for update to authenticated using (private.writes_resource(resource_id))', part);
	end loop;
	foreach part in array array['resource_themes', 'resource_audiences', 'resource_files'] loop
		execute format('create policy "whoever reads a resource reads its details" on public.%I for select to anon, authenticated using (resource_id in (select id from public.resources))', part);
	end loop;
end
$$;

-- Blurred places are written by a trigger; nothing that is attached is moved to another resource, nor
-- exchanged for what was not examined.
grant insert on public.resource_themes, public.resource_audiences, public.resource_files, public.resource_contributors,
	public.resource_readers to authenticated;
grant insert (resource_id, territory_code) on public.resource_territories to authenticated;
grant update (position, label, alternative) on public.resource_files to authenticated;
grant update (role, organisation_id, name, is_person, position) on public.resource_contributors to authenticated;
create policy "blurred places are nobody's to take away" on public.resource_territories
	as restrictive for delete to authenticated using (not blurred);
-- Naming a funder beside a partner may put people in danger (`domain.md` §3.4).
create policy "documentalists name funders" on public.resource_contributors
	as restrictive for insert to authenticated with check (role <> 'funder' or (select private.viewer_plays('documentaliste')));
create policy "documentalists correct funders" on public.resource_contributors
	as restrictive for update to authenticated using (role <> 'funder' or (select private.viewer_plays('documentaliste')));
create policy "documentalists take funders away" on public.resource_contributors
	as restrictive for delete to authenticated using (role <> 'funder' or (select private.viewer_plays('documentaliste')));
-- Colleagues write with its author, but would name themselves here before it is closed to them.
create policy "its author names its readers" on public.resource_readers
	as restrictive for insert to authenticated with check (resource_id in (select private.viewer_authored('resource')));
create policy "its author takes readers away" on public.resource_readers
	as restrictive for delete to authenticated using (resource_id in (select private.viewer_authored('resource')));

create policy "whoever reads a resource reads where it is about, blurred when it must be" on public.resource_territories
	for select to anon, authenticated
	using (exists (
		select from public.resources r
		where r.id = resource_id and (
			blurred
			or not private.masks(r.sensitivity, 'place')
			or private.makes_resource(r.id, r.organisation_id, r.space_id, r.visibility)
		)
	));
create policy "whoever reads a resource reads who made it, unless they are masked" on public.resource_contributors
	for select to anon, authenticated
	using (exists (
		select from public.resources r
		where r.id = resource_id and (
			not (is_person and private.masks(r.sensitivity, 'people'))
				and not (role = 'funder' and private.masks(r.sensitivity, 'funders'))
			or private.makes_resource(r.id, r.organisation_id, r.space_id, r.visibility)
		)
	));
create policy "its makers read who is named" on public.resource_readers
	for select to authenticated
	using (person_id = (select private.viewer()) or private.writes_resource(resource_id));
create policy "those who may publish it read its versions" on public.resource_versions
	for select to authenticated using (private.writes_resource(resource_id));

create policy "whoever reads a resource reads its files" on public.files
	for select to anon, authenticated
	using (exists (select from public.resource_files rf where rf.file_id = files.id));
create policy "people remove the files that they brought and did not attach" on public.files
	for delete to authenticated
	using (id in (select private.viewer_authored('file')) and not exists (select from public.resource_files rf where rf.file_id = files.id));

-- A file is attached by who brought it: nobody attaches, and so reads, somebody else's.
create policy "only a file that one brought is attached" on public.resource_files
	as restrictive for insert to authenticated
	with check (file_id in (select private.viewer_authored('file')));

-- What was said while it was made (sent back, and why) stays between its makers.
create policy "members see what happened to a resource that they see, unless people are masked" on public.activity
	for select to authenticated
	using (object_kind = 'resource' and (select private.viewer()) is not null and exists (
		select from public.resources r
		where r.id = object_id and (
			verb in ('published', 'revised', 'to-review', 'archived') and reason is null and not private.masks(r.sensitivity, 'people')
			or private.makes_resource(r.id, r.organisation_id, r.space_id, r.visibility)
		)
	));

-- What a change must respect, whoever makes it. ------------------------------------------------------
create function private.guard_resource() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	by_person boolean := (select auth.uid()) is not null;
	may_publish boolean := not by_person or private.may_publish(new.organisation_id, new.space_id, new.visibility)
		or (new.visibility = 'prive' and (tg_op = 'INSERT' or new.id in (select private.viewer_authored('resource'))));
	was text := case when tg_op = 'UPDATE' then old.status end;
begin
	if tg_op = 'INSERT' then
		if new.status not in ('draft', 'proposed', 'published') and by_person then
			raise sqlstate 'PT409' using message = 'A new resource is a draft, proposed or published.';
		end if;
		new.version := 1;
	else
		if new.id <> old.id or new.created_at <> old.created_at then
			raise sqlstate 'PT409' using message = 'What a resource is never changes.';
		end if;
		if old.published_at is not null and new.slug <> old.slug then
			raise sqlstate 'PT409' using message = 'The address of a published resource is frozen.';
		end if;
		new.updated_at := now();
		new.version := old.version + 1;
		new.published_at := old.published_at;
		if by_person and not private.may_move(old, new) then
			raise sqlstate '42501' using message = 'Its author or its organisation says where it goes and who reads it.';
		end if;
		if by_person and was = 'withdrawn' and new.status <> 'withdrawn'
			and private.was_moderated(new.id) and not private.viewer_plays('documentaliste') then
			raise sqlstate '42501' using message = 'What the network withdrew is brought back by a documentaliste.';
		end if;
	end if;
	-- It would take the visitors of another one.
	if exists (select from private.former_slugs f where f.object_kind = 'resource' and f.slug = new.slug and f.object_id <> new.id) then
		raise sqlstate 'PT409' using message = 'This was the address of another resource.';
	end if;

	if was is distinct from new.status then
		if was is not null and (was, new.status) not in (
			('draft', 'proposed'), ('draft', 'published'), ('proposed', 'draft'), ('proposed', 'to-correct'),
			('proposed', 'published'), ('to-correct', 'proposed'), ('to-correct', 'published'),
			('published', 'to-review'), ('published', 'archived'), ('published', 'withdrawn'),
			('to-review', 'published'), ('to-review', 'archived'), ('to-review', 'withdrawn'),
			('archived', 'published'), ('archived', 'withdrawn'), ('withdrawn', 'published')
		) then
			raise sqlstate 'PT409' using message = format('A resource does not go from %s to %s.', was, new.status);
		end if;
		if new.status not in ('draft', 'proposed') and not may_publish then
			raise sqlstate '42501' using message = 'Only a referent of the organisation or a documentaliste publishes.';
		end if;
		if new.status = 'published' then
			new.published_at := coalesce(new.published_at, now());
		end if;
	elsif by_person and tg_op = 'UPDATE' and new.published_at is not null and not may_publish then
		raise sqlstate '42501' using message = 'Only a referent of the organisation or a documentaliste changes what is published.';
	end if;
	return new;
end
$$;
create trigger resources_guard before insert or update on public.resources
	for each row execute function private.guard_resource();

create function private.follow_resource() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	author uuid := private.viewer();
begin
	if tg_op = 'INSERT' then
		if author is not null then
			insert into private.authorships values ('resource', new.id, author);
		end if;
		if new.status <> 'draft' then
			perform private.record_activity(new.status, 'resource', new.id, new.space_id);
		end if;
	elsif old.status <> new.status then
		perform private.record_activity(new.status, 'resource', new.id, new.space_id, private.given_reason());
	elsif new.published_at is not null then
		perform private.record_activity('revised', 'resource', new.id, new.space_id, private.given_reason());
	end if;
	if tg_op = 'UPDATE' then
		if old.published_at is not null then
			insert into public.resource_versions (resource_id, version, content)
			values (old.id, old.version, to_jsonb(old)) on conflict do nothing;
		end if;
		if old.slug <> new.slug then
			insert into private.former_slugs values ('resource', old.slug, new.id)
			on conflict (object_kind, slug) do update set object_id = excluded.object_id;
		end if;
	end if;
	return null;
end
$$;
create trigger resources_follow after insert or update on public.resources
	for each row execute function private.follow_resource();

-- A file that its resource lets go is gone, and a draft goes for good with its files.
create function private.forget_detached_file() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.files where id = old.file_id;
	return null;
end
$$;
create trigger resource_files_forget after delete on public.resource_files
	for each row execute function private.forget_detached_file();

create function private.forget_resource() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from private.authorships where object_kind = 'resource' and object_id = old.id;
	delete from private.former_slugs where object_kind = 'resource' and object_id = old.id;
	delete from public.activity where object_kind = 'resource' and object_id = old.id;
	return null;
end
$$;
create trigger resources_forget after delete on public.resources
	for each row execute function private.forget_resource();

-- Blurred places follow the exact ones and the sensitivity.
create function private.blur_places() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	resource uuid := coalesce(new.resource_id, old.resource_id);
begin
	if coalesce(new.blurred, old.blurred) then
		return null;
	end if;
	delete from public.resource_territories where resource_id = resource and blurred;
	insert into public.resource_territories (resource_id, territory_code, blurred)
	select distinct resource, private.blurred_territory(t.territory_code), true
	from public.resource_territories t
	where t.resource_id = resource and not t.blurred and private.blurred_territory(t.territory_code) is not null;
	return null;
end
$$;
create trigger resource_territories_blur after insert or update or delete on public.resource_territories
	for each row execute function private.blur_places();

-- A published resource has a theme: checked when the transaction ends, since themes come after it and
-- are written as a whole.
create function private.require_theme() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if exists (
		select from public.resources r
		where r.id = (coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0])::uuid and r.status not in ('draft', 'to-correct')
			and not exists (select from public.resource_themes t where t.resource_id = r.id)
	) then
		raise sqlstate 'PT409' using message = 'A published resource has at least one theme.';
	end if;
	return null;
end
$$;
create constraint trigger resources_theme after insert or update of status on public.resources
	deferrable initially deferred for each row execute function private.require_theme('id');
create constraint trigger resource_themes_theme after delete on public.resource_themes
	deferrable initially deferred for each row execute function private.require_theme('resource_id');

-- The first free address: taken ones may be of resources that the viewer cannot see. Who asks for the
-- same one at the same time waits for the first to be there.
create function private.free_resource_slug(wanted text, resource uuid) returns text
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform pg_advisory_xact_lock(hashtextextended('resource ' || wanted, 0));
	return (
		select candidate from (
			select case when n = 1 then wanted else wanted || '-' || n end as candidate, n from generate_series(1, 10000) n
		) candidates
		where not exists (select from public.resources r where r.slug = candidate and r.id <> resource)
			and not exists (
				select from private.former_slugs f
				where f.object_kind = 'resource' and f.slug = candidate and f.object_id <> resource
			)
		order by n limit 1
	);
end
$$;
grant execute on function private.free_resource_slug to authenticated;

-- Which state an address is in, for a visitor who cannot read it: 301, 410 or nothing to say.
create function private.resource_address(wanted text) returns table (state text, slug text)
	language sql stable security definer set search_path = ''
	begin atomic
		select case when r.status = 'withdrawn' then 'gone' else 'moved' end, case when r.status <> 'withdrawn' then r.slug::text end
		from private.former_slugs f join public.resources r on r.id = f.object_id
		where f.object_kind = 'resource' and f.slug = wanted
			and r.visibility = 'public' and r.status in ('published', 'to-review', 'archived', 'withdrawn')
		union all
		select 'gone', null from public.resources r
		where r.slug = wanted and r.status = 'withdrawn' and r.visibility = 'public';
	end;
grant execute on function private.resource_address to anon, authenticated;

comment on table public.resources is 'The catalogue. A description, with or without files, published by an organisation.';
