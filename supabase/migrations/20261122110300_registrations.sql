-- Registering for an event (docs/decisions, « A place is given when it is confirmed »): who comes, on which of its
-- dates, and who waits for a place. Somebody with an account is reached through it; others by the address that
-- they proved. Rows are written by the functions below only, so that every place is given under one lock.
create table public.registrations (
	id uuid primary key,
	event_id uuid not null references public.events (id) on delete cascade,
	person_id uuid references public.people (id) on delete cascade,
	email text check (email = lower(email) and email ~ '^[^\s@<>]+@[^\s@<>]+$' and char_length(email) <= 200),
	name text not null check (char_length(btrim(name)) between 2 and 120),
	language text not null default 'fr' check (language in ('fr', 'en')),
	created_at timestamptz not null default now(),
	constraint "an account, or an address" check (num_nonnulls(person_id, email) = 1),
	unique (event_id, person_id),
	unique (event_id, email)
);
create index registrations_person_key on public.registrations (person_id);
create index registrations_email_key on public.registrations (email) where email is not null;
create index registrations_created_key on public.registrations (event_id, created_at, id);
comment on table public.registrations is 'Who registered for an event. Erased three months after the last date that they chose.';

create table public.registration_dates (
	registration_id uuid not null references public.registrations (id) on delete cascade,
	occurrence_id uuid not null references public.event_occurrences (id) on delete cascade,
	-- Decided by the database, whoever asks.
	state text not null default 'waiting' check (state in ('held', 'waiting')),
	asked_at timestamptz not null default now(),
	-- What they were told of when and where: those whom a change does not concern are written nothing.
	told text,
	reminded_at timestamptz,
	primary key (registration_id, occurrence_id)
);
create index registration_dates_queue_key on public.registration_dates (occurrence_id, state, asked_at, registration_id);
comment on table public.registration_dates is 'For each date of a registration, a place or a rank on the waiting list.';

-- What a visitor asked, until the link of a mail says that the address is theirs. It holds no place.
create table private.registration_requests (
	id uuid primary key,
	event_id uuid not null references public.events (id) on delete cascade,
	email text check (email = lower(email) and email ~ '^[^\s@<>]+@[^\s@<>]+$' and char_length(email) <= 200),
	name text check (char_length(btrim(name)) between 2 and 120),
	language text not null default 'fr' check (language in ('fr', 'en')),
	occurrences uuid[] not null check (cardinality(occurrences) between 1 and 60),
	asked_at timestamptz not null default now(),
	token_hash text unique,
	-- Once it is, what was asked is in the registration, and nothing here says who.
	confirmed_at timestamptz,
	registration_id uuid references public.registrations (id) on delete set null,
	constraint "what waits has an address" check (num_nonnulls(email, name) = case when confirmed_at is null then 2 else 0 end)
);
create index registration_requests_event_key on private.registration_requests (event_id);
create index registration_requests_registration_key on private.registration_requests (registration_id);
create index registration_requests_asked_key on private.registration_requests (asked_at);
alter table private.registration_requests enable row level security;
grant select, insert, update on private.registration_requests to service_role;

-- Each mail to somebody who is registered; its link carries a token, of which only the hash is kept. One per fact.
create table private.registration_notices (
	id uuid primary key default gen_random_uuid(),
	registration_id uuid references public.registrations (id) on delete set null,
	about text not null check (about in ('registered', 'moved-up', 'changed', 'reminder')),
	created_at timestamptz not null default now(),
	token_hash text unique,
	unique (registration_id, about, created_at)
);
create index registration_notices_created_key on private.registration_notices (created_at);
alter table private.registration_notices enable row level security;
grant select, update on private.registration_notices to service_role;

create function private.queue_registration_mail() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.queue(tg_argv[0], json_build_object('id', new.id), tg_argv[0] || ':' || new.id);
	return null;
end
$$;
create trigger registration_requests_mail after insert on private.registration_requests
	for each row execute function private.queue_registration_mail('mail-registration-request');
create trigger registration_notices_mail after insert on private.registration_notices
	for each row execute function private.queue_registration_mail('mail-registration');

-- Who reads them --------------------------------------------------------------------------------------
create function private.keeps_registrations(event uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.events e
		where e.id = event and (
			e.organisation_id in (select private.viewer_organisations())
			or exists (select from public.event_organisers x
				where x.event_id = e.id and x.organisation_id in (select private.viewer_organisations()))
			or e.space_id in (select private.viewer_facilitated_spaces())
			or e.organisation_id is null and (
				e.id in (select private.viewer_authored('event'))
				or e.space_id is null and e.visibility in ('public', 'reseau') and private.viewer_plays('animateur')
			)
		)
	);
comment on function private.keeps_registrations is
	'Whether the viewer reads who registered: people of the organisations that hold it, who facilitates its space; without organisation, its author, or who facilitates the network.';
grant execute on function private.keeps_registrations to anon, authenticated, service_role;

alter table public.registrations enable row level security;
alter table public.registration_dates enable row level security;
grant select on public.registrations to authenticated;
grant select (registration_id, occurrence_id, state, asked_at) on public.registration_dates to authenticated;
grant select, delete on public.registrations to service_role;
grant select on public.registration_dates to service_role;
create policy "people read their own registrations" on public.registrations
	for select to authenticated using (person_id = (select private.viewer()));
create policy "organisers read who comes" on public.registrations
	for select to authenticated using (private.keeps_registrations(event_id));
create policy "whoever reads a registration reads its dates" on public.registration_dates
	for select to authenticated using (exists (select from public.registrations r where r.id = registration_id));

-- What a member may read, as the policies of events say it, when they are not the one who asks (a mail) or write
-- through a function; a test compares.
create function private.person_reads_event(person uuid, event uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.events e
		where e.id = event and e.status in ('published', 'withdrawn') and exists (select from public.people p where p.id = person and p.account_id is not null)
			and (
				e.visibility in ('public', 'reseau')
				or e.visibility = 'espace' and e.space_id in (select m.space_id from public.space_members m where m.person_id = person)
				or e.organisation_id in (select m.organisation_id from public.organisation_members m where m.person_id = person)
				or e.id in (select a.object_id from private.authorships a where a.object_kind = 'event' and a.person_id = person)
			)
	);
comment on function private.person_reads_event is 'Whether somebody may read a published event, or could until it was withdrawn.';
grant execute on function private.person_reads_event to service_role;

-- Places ----------------------------------------------------------------------------------------------
create function private.takes_names(e public.events, o public.event_occurrences) returns boolean
	language sql stable set search_path = ''
	return e.status = 'published' and e.registration = 'open' and e.situation not in ('cancelled', 'postponed')
		and o.cancelled_because is null and o.precision in ('day', 'hour')
		and case o.precision when 'day' then o.ends_at else o.starts_at end > now();
comment on function private.takes_names is 'Whether people register for this date of this event.';
grant execute on function private.takes_names to anon, authenticated, service_role;

-- When and where it takes place, and whether it does.
create function private.date_facts(occurrence uuid) returns text
	language sql stable security definer set search_path = ''
	begin atomic
		select md5(jsonb_build_array(o.starts_at, o.ends_at, o.precision, o.cancelled_because is not null, e.status,
			case e.situation when 'full' then 'scheduled' else e.situation end, e.attendance, e.time_zone,
			p.name, p.address, p.territory_code, p.online_link)::text)
		from public.event_occurrences o join public.events e on e.id = o.event_id
		left join public.event_places p on p.event_id = e.id
		where o.id = occurrence;
	end;

create function private.count_places(occurrence uuid) returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		update public.event_occurrences o set (held_count, waiting_count) = (
			select count(*) filter (where d.state = 'held'), count(*) filter (where d.state = 'waiting')
			from public.registration_dates d where d.occurrence_id = occurrence
		) where o.id = occurrence;
	end;

-- Everybody who asks for a date waits for its row: places are given one after the other, never more than there are.
create function private.take_place() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	o public.event_occurrences;
	e public.events;
begin
	select * into o from public.event_occurrences where id = new.occurrence_id for no key update;
	select * into e from public.events where id = o.event_id;
	if e.id is distinct from (select r.event_id from public.registrations r where r.id = new.registration_id)
		or not private.takes_names(e, o) then
		raise sqlstate 'PT409' using message = 'Nobody registers for this date.', hint = 'registration-closed';
	end if;
	new.state := case when e.situation = 'full' or (
		select count(*) from public.registration_dates d where d.occurrence_id = o.id and d.state = 'held'
	) >= e.capacity then 'waiting' else 'held' end;
	new.asked_at := clock_timestamp();
	new.told := private.date_facts(o.id);
	return new;
end
$$;
create trigger registration_dates_place before insert on public.registration_dates
	for each row execute function private.take_place();

create function private.move_up(occurrence uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	o public.event_occurrences;
	e public.events;
begin
	select * into o from public.event_occurrences where id = occurrence for no key update;
	select * into e from public.events where id = o.event_id;
	if e.status = 'published' and e.situation not in ('cancelled', 'postponed', 'full') and o.cancelled_because is null and o.starts_at > now() then
		with raised as (
			update public.registration_dates d set state = 'held'
			where d.occurrence_id = o.id and d.registration_id in (
				select w.registration_id from public.registration_dates w
				where w.occurrence_id = o.id and w.state = 'waiting'
				order by w.asked_at, w.registration_id
				limit case when e.capacity is not null then greatest(0, e.capacity - (
					select count(*) from public.registration_dates h where h.occurrence_id = o.id and h.state = 'held'
				)) end
			)
			returning d.registration_id
		)
		insert into private.registration_notices (registration_id, about) select registration_id, 'moved-up' from raised
		on conflict do nothing;
	end if;
	perform private.count_places(o.id);
end
$$;
comment on function private.move_up is 'Gives the places that are free to those who wait, the first first, and tells them.';

create function private.follow_place() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		perform private.count_places(new.occurrence_id);
		insert into private.registration_notices (registration_id, about) values (new.registration_id, 'registered')
		on conflict do nothing;
	-- What is over keeps its figures when the names go.
	elsif exists (select from public.event_occurrences o where o.id = old.occurrence_id and o.ends_at > now()) then
		perform private.move_up(old.occurrence_id);
	end if;
	return null;
end
$$;
create trigger registration_dates_follow after insert or delete on public.registration_dates
	for each row execute function private.follow_place();

-- In one order: two who leave several dates at once wait for each other, and never block each other.
create function private.lock_dates(registration uuid, more uuid[] default '{}') returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform from public.event_occurrences o
	where o.id = any (more) or o.id in (select d.occurrence_id from public.registration_dates d where d.registration_id = registration)
	order by o.id for no key update;
end
$$;
create function private.leave_in_order() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.lock_dates(old.id);
	return old;
end
$$;
create trigger registrations_leave before delete on public.registrations for each row execute function private.leave_in_order();

-- More places, or no longer full.
create function private.follow_capacity() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	occurrence uuid;
begin
	for occurrence in
		select o.id from public.event_occurrences o where o.event_id = new.id and o.waiting_count > 0 and o.starts_at > now() order by o.id
	loop
		perform private.move_up(occurrence);
	end loop;
	return null;
end
$$;
create trigger events_capacity after update on public.events for each row
	when (new.status = 'published' and (old.capacity, old.situation, old.status) is distinct from (new.capacity, new.situation, new.status))
	execute function private.follow_capacity();

-- A date for which people registered is moved or cancelled, which they are told; it does not vanish.
create function private.keep_registered_date() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if exists (select from public.registration_dates d where d.occurrence_id = old.id)
		and exists (select from public.events e where e.id = old.event_id) then
		raise sqlstate 'PT409' using message = 'People registered for this date: it is moved or cancelled.', hint = 'registered-date';
	end if;
	return old;
end
$$;
create trigger event_occurrences_registered before delete on public.event_occurrences
	for each row execute function private.keep_registered_date();

-- Registering -----------------------------------------------------------------------------------------
create function private.settle_registration(registration uuid, wanted uuid[]) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if cardinality(wanted) > 60 then
		raise sqlstate 'PT409' using message = 'Sixty dates at most.';
	end if;
	perform private.lock_dates(registration, wanted);
	delete from public.registration_dates d using public.event_occurrences o
	where d.registration_id = registration and o.id = d.occurrence_id and o.ends_at > now() and d.occurrence_id <> all (wanted);
	insert into public.registration_dates (registration_id, occurrence_id)
	select registration, w.id from (select distinct unnest(wanted) as id) w
	where not exists (select from public.registration_dates d where d.registration_id = registration and d.occurrence_id = w.id)
	order by w.id;
	delete from public.registrations r
	where r.id = registration and not exists (select from public.registration_dates d where d.registration_id = r.id);
end
$$;
comment on function private.settle_registration is 'Makes the dates to come of a registration be these; none: it ends. Called by functions only.';

create function private.register_viewer(registration uuid, event uuid, wanted uuid[]) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	person constant uuid := private.viewer();
	mine uuid;
begin
	if person is null then
		raise sqlstate '42501' using message = 'Only somebody of the network registers without a mail.';
	end if;
	if not private.person_reads_event(person, event) and not exists (select from public.registrations r where r.event_id = event and r.person_id = person) then
		return false;
	end if;
	if cardinality(wanted) > 0 then
		insert into public.registrations (id, event_id, person_id, name, language)
		select registration, event, p.id, p.name, p.language from public.people p where p.id = person
		on conflict do nothing;
	end if;
	select r.id into mine from public.registrations r where r.event_id = event and r.person_id = person;
	if mine is not null then
		perform private.settle_registration(mine, wanted);
	end if;
	return mine is not null or cardinality(wanted) = 0;
end
$$;
comment on function private.register_viewer is 'The viewer comes to these dates of an event that they read, and to no other; to none: they leave. False where there is nothing to see.';
grant execute on function private.register_viewer to authenticated;

-- By the token of a mail: that of the request, or of any mail that followed.
create function private.registration_of(hash text) returns uuid
	language sql stable security definer set search_path = ''
	begin atomic
		select q.registration_id from private.registration_requests q where q.token_hash = hash and q.confirmed_at is not null
		union all
		select n.registration_id from private.registration_notices n where n.token_hash = hash;
	end;

create function private.described_registration(registration uuid) returns jsonb
	language sql stable security definer set search_path = ''
	begin atomic
		select jsonb_build_object('id', r.id, 'name', r.name, 'dates', coalesce((
			select jsonb_agg(jsonb_build_object('occurrence', d.occurrence_id, 'state', d.state, 'rank', case d.state when 'waiting' then 1 + (
				select count(*) from public.registration_dates w
				where w.occurrence_id = d.occurrence_id and w.state = 'waiting' and (w.asked_at, w.registration_id) < (d.asked_at, d.registration_id)
			) end))
			from public.registration_dates d where d.registration_id = r.id
		), '[]'))
		from public.registrations r where r.id = registration;
	end;

create function private.viewer_registration(event uuid) returns jsonb
	language sql stable security definer set search_path = ''
	return (select private.described_registration(r.id) from public.registrations r where r.event_id = event and r.person_id = private.viewer());
comment on function private.viewer_registration is 'The viewer''s own registration for an event, with their rank where they wait.';
grant execute on function private.viewer_registration to anon, authenticated;

-- What the page of a link shows. Nothing for a token that is none, or too old.
create function private.read_registration(hash text) returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	q private.registration_requests;
	registration uuid := private.registration_of(hash);
	event uuid;
begin
	select * into q from private.registration_requests where token_hash = hash;
	if registration is null and q.id is null and not exists (select from private.registration_notices n where n.token_hash = hash)
		or q.confirmed_at is null and q.asked_at < now() - interval '2 days' then
		return null;
	end if;
	event := coalesce(q.event_id, (select r.event_id from public.registrations r where r.id = registration));
	return jsonb_build_object(
		'state', case when registration is not null then 'registered' when q.id is not null and q.confirmed_at is null then 'asked' else 'ended' end,
		-- The event by its address: the page reads it under its own viewer's rights.
		'slug', (select e.slug from public.events e where e.id = event),
		'asked', q.occurrences,
		'registration', private.described_registration(registration)
	);
end
$$;
comment on function private.read_registration is 'What the holder of a link may know of their registration.';
grant execute on function private.read_registration to anon, authenticated;

-- The address is proven: an account of the same address is the same person, who takes one place and not two.
create function private.confirm_registration(hash text) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	q private.registration_requests;
	person uuid;
	registration uuid;
	open_dates uuid[];
begin
	select * into q from private.registration_requests where token_hash = hash and asked_at > now() - interval '2 days' for update;
	if not found then
		return false;
	end if;
	if q.confirmed_at is not null then
		return true;
	end if;
	-- Those that closed since the form are left out; none is left: it is too late.
	select array_agg(o.id) into open_dates from public.events e join public.event_occurrences o on o.event_id = e.id
	where e.id = q.event_id and e.visibility = 'public' and o.id = any (q.occurrences) and private.takes_names(e, o);
	if open_dates is null then
		raise sqlstate 'PT409' using message = 'Nobody registers for this date.', hint = 'registration-closed';
	end if;
	select p.id into person from auth.users u join public.people p on p.account_id = u.id where lower(u.email) = q.email;
	insert into public.registrations (id, event_id, person_id, email, name, language)
	values (q.id, q.event_id, person, case when person is null then q.email end, q.name, q.language)
	on conflict do nothing;
	select r.id into registration from public.registrations r
	where r.event_id = q.event_id and (r.person_id = person or r.email = q.email);
	perform private.settle_registration(registration, open_dates || array(
		select d.occurrence_id from public.registration_dates d where d.registration_id = registration
	));
	update private.registration_requests set confirmed_at = now(), registration_id = registration, email = null, name = null where id = q.id;
	return true;
end
$$;
comment on function private.confirm_registration is 'Registers who asked by a form, once the link of the mail was opened and its button pressed. Done twice, it is done once.';
grant execute on function private.confirm_registration to anon, authenticated;

create function private.change_registration(hash text, called text, wanted uuid[]) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	registration constant uuid := private.registration_of(hash);
begin
	if registration is null then
		return false;
	end if;
	update public.registrations set name = called where id = registration and called is not null;
	perform private.settle_registration(registration, wanted);
	return true;
end
$$;
comment on function private.change_registration is 'Another name, other dates; none: it ends. By whoever holds a link of it.';
grant execute on function private.change_registration to anon, authenticated;

-- Telling ---------------------------------------------------------------------------------------------
-- Several changes of one event within five minutes are one mail.
create function private.queue_telling() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if exists (select from public.registrations r where r.event_id = new.id) then
		perform private.queue('tell-registered', json_build_object('id', new.id), 'tell-registered:' || new.id, interval '5 minutes');
	end if;
	return null;
end
$$;
create trigger events_telling after update on public.events for each row
	when (new.version <> old.version and new.published_at is not null) execute function private.queue_telling();

create function private.tell_registered(event uuid) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	told_count integer;
begin
	with facts as (
		select o.id, o.starts_at, private.date_facts(o.id) as known from public.event_occurrences o
		where o.event_id = event and o.ends_at > now() and o.held_count + o.waiting_count > 0
	), moved as (
		update public.registration_dates d set told = f.known, reminded_at = case when f.starts_at <= now() + interval '24 hours' then d.reminded_at end
		from facts f
		where (d.registration_id, d.occurrence_id) in (
			select x.registration_id, x.occurrence_id from public.registration_dates x join facts on facts.id = x.occurrence_id
			where x.told is distinct from facts.known limit 500
		) and f.id = d.occurrence_id
		returning d.registration_id
	)
	insert into private.registration_notices (registration_id, about) select distinct registration_id, 'changed' from moved
	on conflict do nothing;
	get diagnostics told_count = row_count;
	return told_count;
end
$$;
comment on function private.tell_registered is 'Queues a mail to those for whom the time, the place, or whether it takes place changed; some hundreds at a time.';
grant execute on function private.tell_registered to service_role;

-- A day before; what has no hour, the morning before.
create function private.remind_registered() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	reminded integer;
begin
	with due as (
		select d.registration_id, d.occurrence_id from public.event_occurrences o
		join public.events e on e.id = o.event_id and e.status = 'published' and e.situation not in ('cancelled', 'postponed')
		join public.registration_dates d on d.occurrence_id = o.id and d.state = 'held' and d.reminded_at is null
		where o.starts_at > now() and o.starts_at <= now() + case o.precision when 'hour' then interval '24 hours' else interval '14 hours' end
			and o.starts_at <= now() + interval '24 hours' and o.cancelled_because is null and o.held_count > 0
		limit 500
	), marked as (
		update public.registration_dates d set reminded_at = now() from due
		where d.registration_id = due.registration_id and d.occurrence_id = due.occurrence_id
		-- Who registered a moment ago was just told.
		returning d.registration_id, d.asked_at < now() - interval '12 hours' as forgets
	), told as (
		insert into private.registration_notices (registration_id, about)
		select distinct registration_id, 'reminder' from marked where forgets
		on conflict do nothing
	)
	select count(*) into reminded from marked;
	return reminded;
end
$$;
comment on function private.remind_registered is 'Queues the reminders that are due; some hundreds at a time.';
grant execute on function private.remind_registered to service_role;

-- Accounts --------------------------------------------------------------------------------------------
create function private.follow_account_of_registrations() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		update public.registrations set person_id = new.id, email = null
		where email = (select lower(u.email) from auth.users u where u.id = new.account_id);
	else
		delete from public.registrations where person_id = new.id;
	end if;
	return null;
end
$$;
create trigger people_bring_registrations after insert on public.people
	for each row when (new.account_id is not null) execute function private.follow_account_of_registrations();
create trigger people_leave_registrations after update of account_id on public.people
	for each row when (new.account_id is null and old.account_id is not null) execute function private.follow_account_of_registrations();
comment on function private.follow_account_of_registrations is 'What was registered by an address belongs to the account that proves it; an account that goes takes its registrations with it.';

create function private.retain_registrations() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	most constant integer := 20000;
	removed integer;
begin
	delete from private.registration_requests where id in (select q.id from private.registration_requests q
		where q.asked_at < now() - interval '2 days' and q.registration_id is null limit most);
	delete from private.registration_notices where id in (select n.id from private.registration_notices n
		where n.created_at < now() - interval '2 days' and n.registration_id is null limit most);
	delete from public.registrations where id in (select r.id from public.registrations r
		where not exists (
			select from public.registration_dates d join public.event_occurrences o on o.id = d.occurrence_id
			where d.registration_id = r.id and o.ends_at > now() - interval '3 months'
		) limit most);
	get diagnostics removed = row_count;
	return removed;
end
$$;
comment on function private.retain_registrations is 'Erases who came three months after, and what nobody confirmed after two days.';
grant execute on function private.retain_registrations to service_role;

insert into public.processing_register (id, position, name, purpose, legal_basis, people, data, recipients, retention,
	name_en, purpose_en, legal_basis_en, people_en, data_en, recipients_en, retention_en)
select '00000000-0000-7000-8000-0000000000b3', coalesce(max(position), 0) + 1,
	'Inscriptions aux rendez-vous', 'Tenir la liste des personnes qui viennent, rappeler le rendez-vous, prévenir d’un changement.',
	'Mesures demandées par la personne (RGPD, art. 6-1-b)', 'Personnes inscrites à un rendez-vous, avec ou sans compte',
	'Nom ; adresse de courriel, sans compte ; dates choisies, place ou rang sur la liste d’attente.',
	'Les organisations qui tiennent le rendez-vous, l’animation de son espace. L’adresse d’une personne du réseau n’est montrée à personne.',
	'Trois mois après la dernière date choisie ; seuls les nombres restent. Demande non confirmée : deux jours.',
	'Registrations for events', 'Keeping the list of who comes, reminding them, telling them of a change.',
	'Steps asked for by the person (GDPR, art. 6-1-b)', 'People registered for an event, with or without an account',
	'Name; e-mail address, without an account; dates chosen, place or rank on the waiting list.',
	'The organisations that hold the event, those who facilitate its space. The address of somebody of the network is shown to nobody.',
	'Three months after the last date chosen; only figures stay. A request that is not confirmed: two days.'
from public.processing_register;

-- Mails may carry a calendar (RFC 5546, RFC 6047).
alter table private.mails add column body_calendar text;
