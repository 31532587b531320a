-- Who leaves a date is mailed its cancellation, for them alone: their calendar forgets it (RFC 5546 §3.2.5). The
-- registration may be gone by then: what the mail needs waits here, until the job that writes it takes it away.
create table private.left_places (
	id uuid primary key default gen_random_uuid(),
	event_id uuid not null references public.events (id) on delete cascade,
	person_id uuid references public.people (id) on delete cascade,
	email text,
	name text,
	language text not null,
	-- Null: the whole event, to which they were invited.
	occurrences uuid[],
	left_at timestamptz not null default now(),
	constraint "an account, or an address" check (num_nonnulls(person_id, email) = 1)
);
create index left_places_event_key on private.left_places (event_id);
create index left_places_person_key on private.left_places (person_id);
create index left_places_left_key on private.left_places (left_at);
alter table private.left_places enable row level security;
grant select, delete on private.left_places to service_role;
create trigger left_places_mail after insert on private.left_places
	for each row execute function private.queue_registration_mail('mail-left-place');
comment on table private.left_places is 'Dates that somebody no longer holds, until their calendar is told.';

create or replace function private.settle_registration(registration uuid, wanted uuid[]) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	given_back uuid[];
begin
	if cardinality(wanted) > 60 then
		raise sqlstate 'PT409' using message = 'Sixty dates at most.';
	end if;
	perform private.lock_dates(registration, wanted);
	with gone as (
		delete from public.registration_dates d using public.event_occurrences o
		where d.registration_id = registration and o.id = d.occurrence_id and o.ends_at > now() and d.occurrence_id <> all (wanted)
		returning d.occurrence_id, d.state, o.cancelled_because
	)
	select array_agg(g.occurrence_id) into given_back from gone g where g.state = 'held' and g.cancelled_because is null;
	insert into private.left_places (event_id, person_id, email, name, language, occurrences)
	select r.event_id, r.person_id, r.email, r.name, r.language, given_back
	from public.registrations r join public.events e on e.id = r.event_id
	where r.id = settle_registration.registration and given_back is not null and e.situation <> 'cancelled';
	insert into public.registration_dates (registration_id, occurrence_id)
	select registration, w.id from (select distinct unnest(wanted) as id) w
	where not exists (select from public.registration_dates d where d.registration_id = registration and d.occurrence_id = w.id)
	order by w.id;
	delete from public.registrations r
	where r.id = registration and not exists (select from public.registration_dates d where d.registration_id = r.id);
end
$$;

create or replace function private.retain_registrations() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	most constant integer := 20000;
	removed integer;
begin
	delete from private.registration_requests where id in (select q.id from private.registration_requests q
		where q.asked_at < now() - interval '2 days' and q.registration_id is null limit most);
	delete from private.registration_notices where id in (select n.id from private.registration_notices n
		where n.created_at < now() - interval '2 days' and n.registration_id is null limit most);
	-- A mail that could not be written in two days says nothing that is still of use.
	delete from private.left_places where id in (select l.id from private.left_places l
		where l.left_at < now() - interval '2 days' limit most);
	delete from public.registrations where id in (select r.id from public.registrations r
		where not exists (
			select from public.registration_dates d join public.event_occurrences o on o.id = d.occurrence_id
			where d.registration_id = r.id and o.ends_at > now() - interval '3 months'
		) limit most);
	get diagnostics removed = row_count;
	return removed;
end
$$;

create or replace function private.follow_account_of_registrations() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		update public.registrations set person_id = new.id, email = null
		where email = (select lower(u.email) from auth.users u where u.id = new.account_id);
	else
		delete from public.registrations where person_id = new.id;
		delete from private.left_places where person_id = new.id;
	end if;
	return null;
end
$$;
