-- An event of the agenda: it is proposed, published, and stays visible when it is cancelled. Its times
-- are those of its place: local, with the zone's name (`model.md` § Identity).
create function private.is_time_zone(name text) returns boolean
	language sql stable parallel safe set search_path = ''
	return name ~ '^(UTC|[A-Za-z]+(/[A-Za-z0-9_+-]+)+)$' and exists (select from pg_catalog.pg_timezone_names z where z.name = is_time_zone.name);
comment on function private.is_time_zone is 'Reads the system''s list of zones: for triggers, not for rows of a list.';

-- An hour that comes twice, when clocks go back, is the first one (RFC 5545 §3.3.5); one that does not
-- exist is counted with the offset of before. PostgreSQL alone would take the second.
create function private.instant_of(local_time timestamp, zone text) returns timestamptz
	language sql stable parallel safe set search_path = ''
	return case when (local_time at time zone zone - interval '1 hour') at time zone zone = local_time
		then local_time at time zone zone - interval '1 hour' else local_time at time zone zone end;

create table public.events (
	id uuid primary key,
	slug public.slug not null unique,
	title text not null check (char_length(btrim(title)) between 3 and 200),
	kind_code public.slug references public.event_kinds (code),
	summary text check (char_length(summary) <= 300),
	description public.markdown check (char_length(description) <= 20000),
	language text not null default 'fr' check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
	time_zone text not null default 'Europe/Paris' check (char_length(time_zone) <= 60),
	attendance text not null default 'on-site' check (attendance in ('on-site', 'online', 'both')),
	entry text check (entry in ('free', 'paid')),
	price text check (char_length(price) <= 200),
	-- What becomes of it; the reason is told to everybody.
	situation text not null default 'scheduled' check (situation in ('scheduled', 'moved-online', 'postponed', 'cancelled', 'full')),
	situation_reason text check (char_length(situation_reason) <= 500),
	organisation_id uuid references public.organisations (id),
	space_id uuid references public.spaces (id),
	-- Whether people register here, and for how many places each time; null: as many as come.
	registration text not null default 'none' check (registration in ('none', 'open', 'closed')),
	capacity integer check (capacity between 1 and 100000),
	-- Where, as everybody may see it: written from `event_places` by a trigger, blurred when it is masked.
	territory_code public.slug references public.territories (code),
	visibility text not null default 'public' check (visibility in ('public', 'reseau', 'espace', 'organisation')),
	sensitivity text[] not null default '{}' check (private.is_sensitivity(sensitivity)),
	status text not null default 'draft' check (status in ('draft', 'proposed', 'to-correct', 'published', 'withdrawn')),
	note text check (char_length(note) <= 1000),
	source text check (char_length(source) <= 300),
	published_at timestamptz,
	version integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint "an espace event has its space" check (visibility <> 'espace' or space_id is not null),
	constraint "an organisation event has its organisation" check (visibility <> 'organisation' or organisation_id is not null),
	constraint "what is proposed is complete" check (
		status in ('draft', 'to-correct') or kind_code is not null and char_length(btrim(coalesce(summary, ''))) between 3 and 300
	),
	constraint "what was published has its instant" check (status in ('draft', 'proposed', 'to-correct') or published_at is not null),
	constraint "what is cancelled or postponed has its reason" check (
		situation not in ('cancelled', 'postponed') or char_length(btrim(coalesce(situation_reason, ''))) >= 3
	),
	constraint "places are counted where people register" check (capacity is null or registration <> 'none')
);
create index events_kind_key on public.events (kind_code);
create index events_organisation_key on public.events (organisation_id);
create index events_space_key on public.events (space_id);
create index events_territory_key on public.events (territory_code);
create index events_published_key on public.events (published_at desc, id desc) where status = 'published';
create index events_waiting_key on public.events (updated_at) where status in ('proposed', 'to-correct');
comment on table public.events is 'The agenda. A meeting, a film, a festival: when and where, by whom, for whom.';

-- When it takes place: once, several times, or as its rule was expanded. `starts_at` and `ends_at` are
-- written by a trigger from the local times. What is known by day, month or year covers all of it.
create table public.event_occurrences (
	id uuid primary key,
	event_id uuid not null references public.events (id) on delete cascade,
	starts_local timestamp not null check (starts_local >= '1000-01-01' and starts_local < '9999-01-01'),
	-- The first instant after it; the start itself when nobody said how long it lasts.
	ends_local timestamp not null,
	precision text not null default 'hour' check (precision in ('year', 'month', 'day', 'hour')),
	starts_at timestamptz not null,
	ends_at timestamptz not null,
	-- Written by the registrations: how many come, and how many wait. These figures outlive the names.
	held_count integer not null default 0,
	waiting_count integer not null default 0,
	constraint "it ends after it starts" check (ends_local >= starts_local),
	constraint "what is no hour covers whole days" check (
		precision = 'hour' or starts_local = date_trunc(precision, starts_local) and ends_local = date_trunc(precision, ends_local) and ends_local > starts_local
	),
	unique (event_id, starts_local)
);
create index event_occurrences_starts_key on public.event_occurrences (starts_local, id);
create index event_occurrences_instant_key on public.event_occurrences (starts_at);
-- Few last longer than two days: those that began before what is looked at are found by their end.
create index event_occurrences_long_key on public.event_occurrences (ends_local) where ends_local > starts_local + interval '2 days';

-- Where it takes place. Apart from the event, so that a masked place is one row that others do not read.
create table public.event_places (
	event_id uuid primary key references public.events (id) on delete cascade,
	name text check (char_length(btrim(name)) between 2 and 160),
	address text check (char_length(address) <= 300),
	territory_code public.slug references public.territories (code),
	access text check (char_length(access) <= 400),
	accessibility text[] not null default '{}' check (
		accessibility <@ array['step-free', 'lift', 'toilets', 'parking', 'hearing-loop', 'sign-language', 'captions']
			and array_position(accessibility, null) is null
	),
	online_link text check (online_link ~ '^https?://[^\s]+$' and char_length(online_link) <= 1000),
	constraint "a place says something" check (num_nonnulls(name, address, territory_code, access, online_link) > 0 or accessibility <> '{}')
);
create index event_places_territory_key on public.event_places (territory_code);

create table public.event_themes (
	event_id uuid not null references public.events (id) on delete cascade,
	theme_code public.slug not null references public.themes (code),
	primary key (event_id, theme_code)
);
create index event_themes_theme_key on public.event_themes (theme_code);

create table public.event_audiences (
	event_id uuid not null references public.events (id) on delete cascade,
	audience_code public.slug not null references public.audiences (code),
	primary key (event_id, audience_code)
);
create index event_audiences_audience_key on public.event_audiences (audience_code);

-- Those who organise it together; the one that answers for it is `events.organisation_id`.
create table public.event_organisers (
	event_id uuid not null references public.events (id) on delete cascade,
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	position smallint not null default 0,
	primary key (event_id, organisation_id)
);
create index event_organisers_organisation_key on public.event_organisers (organisation_id);

-- Who may ------------------------------------------------------------------------------------------
create function private.publishes_events(organisation uuid, space uuid, visibility text) returns boolean
	language sql stable security definer set search_path = ''
	return private.may_publish(organisation, space, visibility)
		or visibility in ('public', 'reseau') and private.viewer_plays('animateur');
comment on function private.publishes_events is
	'As for resources; and who facilitates the network publishes in its agenda (`domain.md` CA-02).';

create function private.writes_event(event uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.events e
		where e.id = event and (
			private.publishes_events(e.organisation_id, e.space_id, e.visibility) and e.status <> 'draft'
			or e.status in ('draft', 'proposed', 'to-correct')
				and (e.id in (select private.viewer_authored('event')) or e.organisation_id in (select private.viewer_organisations()))
		)
	);
comment on function private.writes_event is 'Whether the viewer may change this event: its author and colleagues until it is published, then those who may publish it.';

create function private.makes_event(event uuid, organisation uuid, space uuid, visibility text) returns boolean
	language sql stable security definer set search_path = ''
	return event in (select private.viewer_authored('event'))
		or coalesce(organisation in (select private.viewer_organisations()), false)
		or visibility = 'espace' and coalesce(space in (select private.viewer_facilitated_spaces()), false)
		or visibility in ('public', 'reseau') and private.viewer_plays('animateur', 'documentaliste');
comment on function private.makes_event is 'Whether the viewer takes part in making it, and so sees what is masked to others.';

create function private.may_move_event(was public.events, becomes public.events) returns boolean
	language sql stable security definer set search_path = ''
	begin atomic
		select (
				becomes.organisation_id is not distinct from was.organisation_id
				or keeps and (becomes.organisation_id is null or private.viewer_plays('animateur', 'documentaliste')
					or becomes.organisation_id in (select private.viewer_organisations()))
			)
			and (
				becomes.space_id is not distinct from was.space_id
				or (keeps or colleague) and (becomes.space_id is null or becomes.space_id in (select private.viewer_writing_spaces()))
			)
			and (becomes.visibility = was.visibility or keeps or colleague)
		from (
			select was.published_at is null and was.id in (select private.viewer_authored('event'))
					or private.publishes_events(was.organisation_id, null, was.visibility) as keeps,
				coalesce(was.organisation_id in (select private.viewer_organisations()), false) as colleague
		) b;
	end;
comment on function private.may_move_event is
	'Who gives it to another organisation, space or circle of readers: its author until it is published, then its organisation or who publishes for all.';
grant execute on function private.publishes_events, private.writes_event, private.makes_event to anon, authenticated, service_role;

alter table public.events enable row level security;
grant select on public.events to anon, authenticated;
grant insert (id, slug, title, kind_code, summary, description, language, time_zone, attendance, entry, price, registration, capacity, situation,
	situation_reason, organisation_id, space_id, visibility, sensitivity, status) on public.events to authenticated;
grant update (slug, title, kind_code, summary, description, language, time_zone, attendance, entry, price, registration, capacity, situation,
	situation_reason, organisation_id, space_id, visibility, sensitivity, status) on public.events to authenticated;
grant delete on public.events to authenticated;
grant select, insert, update, delete on public.events to service_role;

create policy "anyone reads what is published for all" on public.events
	for select to anon, authenticated using (visibility = 'public' and status = 'published');
create policy "members read what is published for them" on public.events
	for select to authenticated
	using (
		status = 'published' and (
			visibility = 'reseau' and (select private.viewer()) is not null
			or visibility = 'espace' and space_id in (select private.viewer_spaces())
			or visibility = 'organisation' and organisation_id in (select private.viewer_organisations())
		)
	);
create policy "its makers read it in every state" on public.events
	for select to authenticated
	using (
		id in (select private.viewer_authored('event'))
		or organisation_id in (select private.viewer_organisations())
		or status <> 'draft' and visibility in ('public', 'reseau') and (select private.viewer_plays('animateur', 'documentaliste'))
		or status <> 'draft' and visibility = 'espace' and space_id in (select private.viewer_facilitated_spaces())
	);
create policy "members write events, for their organisations or in their own name" on public.events
	for insert to authenticated
	with check (
		(select private.viewer()) is not null
		and (organisation_id is null or organisation_id in (select private.viewer_organisations())
			or (select private.viewer_plays('animateur', 'documentaliste')))
		and (space_id is null or space_id in (select private.viewer_writing_spaces()))
	);
-- Where it may go is compared with where it was, which a policy cannot do: `guard_event`.
create policy "its makers change it until it is published, then those who may publish it" on public.events
	for update to authenticated using (private.writes_event(id));
create policy "authors throw away their drafts" on public.events
	for delete to authenticated
	using (status in ('draft', 'to-correct') and published_at is null and id in (select private.viewer_authored('event')));

-- Parts follow their event: read with it, row by row (a list reads a few among many), written by those who may write it.
do $$
declare
	part text;
begin
	foreach part in array array['event_occurrences', 'event_places', 'event_themes', 'event_audiences', 'event_organisers'] loop
		execute format('alter table public.%I enable row level security', part);
		execute format('grant select on public.%I to anon, authenticated', part);
		execute format('grant delete on public.%I to authenticated', part);
		execute format('grant select, insert, update, delete on public.%I to service_role', part);
		execute format('create policy "its makers add to it" on public.%I for insert to authenticated with check (private.writes_event(event_id))', part);
		execute format('create policy "its makers take away from it" on public.%I for delete to authenticated using (private.writes_event(event_id))', part);
	end loop;
	foreach part in array array['event_occurrences', 'event_themes', 'event_audiences', 'event_organisers'] loop
		-- `offset 0`: one event is looked up for each row, where the planner would first read all events to hash them.
		execute format('create policy "whoever reads an event reads its details" on public.%I for select to anon, authenticated using (exists (select from public.events e where e.id = event_id offset 0))', part);
	end loop;
end
$$;
grant insert (id, event_id, starts_local, ends_local, precision) on public.event_occurrences to authenticated;
grant insert on public.event_places, public.event_themes, public.event_audiences, public.event_organisers to authenticated;
create policy "whoever reads an event reads where it is, unless its place is masked" on public.event_places
	for select to anon, authenticated
	using (exists (
		select from public.events e
		where e.id = event_id
			and (not private.masks(e.sensitivity, 'place') or private.makes_event(e.id, e.organisation_id, e.space_id, e.visibility))
	));
-- A body that one does not see is not said to organise anything.
create policy "only a body that one sees organises" on public.event_organisers
	as restrictive for insert to authenticated with check (organisation_id in (select id from public.organisations));

-- The journal -----------------------------------------------------------------------------------------
create policy "members see what happened to an event that they see, unless people are masked" on public.activity
	for select to authenticated
	using (object_kind = 'event' and (select private.viewer()) is not null and exists (
		select from public.events e
		where e.id = object_id and (
			verb in ('published', 'revised', 'moved-online', 'postponed', 'cancelled', 'full', 'scheduled') and not private.masks(e.sensitivity, 'people')
			or private.makes_event(e.id, e.organisation_id, e.space_id, e.visibility)
		)
	));

-- What a change must respect --------------------------------------------------------------------------
create function private.guard_event() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	by_person constant boolean := (select auth.uid()) is not null;
	may_publish constant boolean := not by_person or private.publishes_events(new.organisation_id, new.space_id, new.visibility);
	was constant text := case when tg_op = 'UPDATE' then old.status end;
begin
	if tg_op = 'INSERT' then
		if by_person and new.status not in ('draft', 'proposed', 'published') then
			raise sqlstate 'PT409' using message = 'A new event is a draft, proposed or published.';
		end if;
		new.version := 1;
	else
		-- Where it is, written by the trigger of its place: part of a change that was judged already.
		if to_jsonb(new) - 'territory_code' = to_jsonb(old) - 'territory_code' and new.territory_code is distinct from old.territory_code then
			return new;
		end if;
		if new.id <> old.id or new.created_at <> old.created_at then
			raise sqlstate 'PT409' using message = 'What an event is never changes.';
		end if;
		if old.published_at is not null and new.slug <> old.slug then
			raise sqlstate 'PT409' using message = 'The address of a published event is frozen.';
		end if;
		new.updated_at := now();
		new.version := old.version + 1;
		new.published_at := old.published_at;
		if by_person and not private.may_move_event(old, new) then
			raise sqlstate '42501' using message = 'Its author or its organisation says where it goes and who reads it.';
		end if;
	end if;
	if tg_op = 'INSERT' or new.time_zone <> old.time_zone then
		if not private.is_time_zone(new.time_zone) then
			raise sqlstate 'PT409' using message = 'This is not the name of a time zone.';
		end if;
	end if;
	if exists (select from private.former_slugs f where f.object_kind = 'event' and f.slug = new.slug and f.object_id <> new.id) then
		raise sqlstate 'PT409' using message = 'This was the address of another event.';
	end if;
	if was is distinct from new.status then
		if was is not null and (was, new.status) not in (
			('draft', 'proposed'), ('draft', 'published'), ('proposed', 'draft'), ('proposed', 'to-correct'),
			('proposed', 'published'), ('to-correct', 'proposed'), ('to-correct', 'published'),
			('published', 'withdrawn'), ('withdrawn', 'published')
		) then
			raise sqlstate 'PT409' using message = format('An event does not go from %s to %s.', was, new.status);
		end if;
		if new.status not in ('draft', 'proposed') and not may_publish then
			raise sqlstate '42501' using message = 'Only a referent of the organisation or who facilitates the network publishes.';
		end if;
		if new.status = 'published' then
			new.published_at := coalesce(new.published_at, now());
		end if;
	elsif by_person and tg_op = 'UPDATE' and new.published_at is not null and not may_publish then
		raise sqlstate '42501' using message = 'Only a referent of the organisation or who facilitates the network changes what is published.';
	end if;
	-- The exact place is `event_places`'; what everybody reads follows the sensitivity.
	if tg_op = 'UPDATE' and old.sensitivity <> new.sensitivity then
		new.territory_code := (
			select case when private.masks(new.sensitivity, 'place') then private.blurred_territory(p.territory_code) else p.territory_code end
			from public.event_places p where p.event_id = new.id
		);
	end if;
	return new;
end
$$;
create trigger events_guard before insert or update on public.events for each row execute function private.guard_event();


create function private.follow_event_place() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	event uuid := coalesce(new.event_id, old.event_id);
begin
	update public.events e set territory_code = seen.code
	from (
		select case when private.masks(x.sensitivity, 'place') then private.blurred_territory(p.territory_code) else p.territory_code end as code
		from public.events x left join public.event_places p on p.event_id = x.id where x.id = event
	) seen
	where e.id = event and e.territory_code is distinct from seen.code;
	return null;
end
$$;
create trigger event_places_follow after insert or update or delete on public.event_places
	for each row execute function private.follow_event_place();

create function private.date_occurrence() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	zone text := (select e.time_zone from public.events e where e.id = new.event_id);
begin
	new.starts_at := private.instant_of(new.starts_local, coalesce(zone, 'UTC'));
	new.ends_at := greatest(new.starts_at, private.instant_of(new.ends_local, coalesce(zone, 'UTC')));
	return new;
end
$$;
create trigger event_occurrences_date before insert or update of starts_local, ends_local on public.event_occurrences
	for each row execute function private.date_occurrence();

create function private.follow_event() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	author constant uuid := private.viewer();
begin
	if tg_op = 'INSERT' then
		if author is not null then
			insert into private.authorships values ('event', new.id, author);
		end if;
		if new.status <> 'draft' then
			perform private.record_activity(new.status, 'event', new.id, new.space_id);
		end if;
		return null;
	end if;
	if old.status <> new.status then
		perform private.record_activity(new.status, 'event', new.id, new.space_id, private.given_reason());
	elsif new.published_at is not null and old.situation <> new.situation then
		perform private.record_activity(new.situation, 'event', new.id, new.space_id);
	elsif new.published_at is not null and new.version <> old.version then
		perform private.record_activity('revised', 'event', new.id, new.space_id);
	end if;
	if old.slug <> new.slug then
		insert into private.former_slugs values ('event', old.slug, new.id)
		on conflict (object_kind, slug) do update set object_id = excluded.object_id;
	end if;
	-- The same local times, elsewhere.
	if old.time_zone <> new.time_zone then
		update public.event_occurrences set starts_local = starts_local where event_id = new.id;
	end if;
	return null;
end
$$;
create trigger events_follow after insert or update on public.events for each row execute function private.follow_event();

create function private.forget_event() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from private.authorships where object_kind = 'event' and object_id = old.id;
	delete from private.former_slugs where object_kind = 'event' and object_id = old.id;
	delete from public.activity where object_kind = 'event' and object_id = old.id;
	return null;
end
$$;
create trigger events_forget after delete on public.events for each row execute function private.forget_event();

-- What is proposed or published takes place some day: judged when the transaction ends, since dates
-- come after the event.
create function private.require_event_parts() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	e public.events;
begin
	select * into e from public.events x where x.id = (coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0])::uuid
		and x.status not in ('draft', 'to-correct');
	if not found then
		return null;
	end if;
	if not exists (select from public.event_occurrences o where o.event_id = e.id) then
		raise sqlstate 'PT409' using message = 'An event that is published takes place some day.';
	end if;
	if (select count(*) from public.event_occurrences o where o.event_id = e.id) > 1000 then
		raise sqlstate 'PT409' using message = 'An event takes place a thousand times at most.';
	end if;
	return null;
end
$$;
create constraint trigger events_parts after insert or update of status on public.events
	deferrable initially deferred for each row execute function private.require_event_parts('id');
create constraint trigger event_occurrences_parts after insert or delete on public.event_occurrences
	deferrable initially deferred for each row execute function private.require_event_parts('event_id');

-- What is only for a space stays as it was when the space was archived; withdrawing it stays possible.
create function private.refuse_event_when_archived() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if (select auth.uid()) is not null
		and (tg_op = 'INSERT' or new.space_id is distinct from old.space_id or new.visibility = 'espace' and new.status <> 'withdrawn')
		and exists (select from public.spaces s where s.id = new.space_id and s.archived_at is not null) then
		raise sqlstate 'PT409' using message = 'This space is archived: it is read only.';
	end if;
	return null;
end
$$;
create trigger events_archived after insert or update on public.events
	for each row when (new.space_id is not null) execute function private.refuse_event_when_archived();

-- Addresses ------------------------------------------------------------------------------------------
create function private.free_event_slug(wanted text, event uuid) returns text
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform pg_advisory_xact_lock(hashtextextended('event ' || wanted, 0));
	return (
		select candidate from (
			select case when n = 1 then wanted else wanted || '-' || n end as candidate, n from generate_series(1, 10000) n
		) candidates
		where not exists (select from public.events e where e.slug = candidate and e.id <> event)
			and not exists (
				select from private.former_slugs f
				where f.object_kind = 'event' and f.slug = candidate and f.object_id <> event
			)
		order by n limit 1
	);
end
$$;
comment on function private.free_event_slug is 'The first free address: taken ones may be of events that the viewer cannot see.';
grant execute on function private.free_event_slug to authenticated;

create function private.event_address(wanted text) returns table (state text, slug text)
	language sql stable security definer set search_path = ''
	begin atomic
		select case when e.status = 'withdrawn' then 'gone' else 'moved' end, case when e.status <> 'withdrawn' then e.slug::text end
		from private.former_slugs f join public.events e on e.id = f.object_id
		where f.object_kind = 'event' and f.slug = wanted and e.visibility = 'public' and e.status in ('published', 'withdrawn')
		union all
		select 'gone', null from public.events e
		where e.slug = wanted and e.status = 'withdrawn' and e.visibility = 'public';
	end;
comment on function private.event_address is 'Which state an address is in, for a visitor who cannot read it: 301, 410 or nothing to say.';
grant execute on function private.event_address to anon, authenticated;

comment on table public.event_occurrences is 'Each time that an event takes place, in the local time of its place.';
comment on table public.event_places is 'Where an event takes place, on the ground and on line.';
comment on table public.event_organisers is 'The organisations that hold an event together.';
