-- Who became the last administrator during their seven days cannot leave yet: their departure is held, said
-- to them and to the network, and goes on by itself when another administrator exists.
alter table private.departures add column held_at timestamptz;
create index departures_held_key on private.departures (held_at) where held_at is not null;
comment on column private.departures.held_at is 'Since when it waits for another administrator.';

-- No row when it is held already, or need not be: somebody became an administrator meanwhile.
create function private.hold_departure(departure uuid)
	returns table (address text, language text, network text, contact text)
	language plpgsql volatile security definer set search_path = '' as $$
begin
	-- The lock of `guard_administrators`.
	perform pg_advisory_xact_lock(hashtextextended('administrators of the network', 0));
	return query
		with held as (
			update private.departures d set held_at = now()
			where d.id = departure and d.held_at is null and not exists (
				select from public.people p where p.network_role = 'admin' and p.account_id is not null and p.id <> d.person_id
			)
			returning d.person_id
		)
		select u.email::text, p.language, n.name, n.contact_email::text
		from held h join public.people p on p.id = h.person_id join auth.users u on u.id = p.account_id cross join public.network n;
end
$$;
comment on function private.hold_departure is 'Holds the departure of the last administrator, and says whom to tell; once.';
grant execute on function private.hold_departure to service_role;

create function private.resume_departures() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	held uuid;
begin
	for held in
		update private.departures d set held_at = null where d.held_at is not null and d.person_id <> new.id returning d.id
	loop
		perform private.queue('close-account', json_build_object('id', held), 'close-account:' || held);
	end loop;
	return null;
end
$$;
create trigger people_resume_departures after update of network_role on public.people
	for each row when (new.network_role = 'admin' and old.network_role <> 'admin') execute function private.resume_departures();
