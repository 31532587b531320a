-- « Ces informations sont à jour » is asked once a year of those who answer for a sheet (`domain.md` IN-01).
create table private.organisation_reminders (
	organisation_id uuid primary key references public.organisations (id) on delete cascade,
	sent_on date not null
);
alter table private.organisation_reminders enable row level security;
create index organisations_confirmed_key on public.organisations (coalesce(confirmed_on, (published_at at time zone 'UTC')::date))
	where status = 'published';

-- Called by a daily job: a first year without confirmation is spread over days.
create function private.remind_organisations() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	due uuid;
	sent integer := 0;
begin
	for due in
		select o.id from public.organisations o
		where o.status = 'published'
			and coalesce(o.confirmed_on, (o.published_at at time zone 'UTC')::date) < current_date - interval '1 year'
			and private.has_referent(o.id)
			and not exists (select from private.organisation_reminders r where r.organisation_id = o.id and r.sent_on > current_date - interval '1 year')
		order by coalesce(o.confirmed_on, (o.published_at at time zone 'UTC')::date) limit 200
	loop
		insert into private.organisation_reminders values (due, current_date)
		on conflict (organisation_id) do update set sent_on = excluded.sent_on;
		perform private.queue('mail-organisation', json_build_object('id', due, 'about', 'to-confirm'), 'mail-organisation:' || due || ':to-confirm');
		sent := sent + 1;
	end loop;
	return sent;
end
$$;
grant execute on function private.remind_organisations to service_role;
