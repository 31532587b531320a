-- Mails of what was not read: at once for some, else in a digest. How they leave out what one may no longer
-- see is said in src/lib/notifications/notification-mail.server.ts; when they leave, here.
alter table private.mails add column unsubscribe text check (unsubscribe ~ '^https?://\S+$');
comment on column private.mails.unsubscribe is 'The address that stops such mails by one POST (RFC 8058). Emptied with the content.';

create table private.notification_mails (
	person_id uuid primary key references public.people (id) on delete cascade,
	-- In each of their mails: it stops them, and opens nothing.
	stop_token text not null unique default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
	at_once_at timestamptz
);
alter table private.notification_mails enable row level security;
comment on table private.notification_mails is 'What stops the mails of somebody, and when they last were written to at once.';

-- Five minutes after the first fact that waits, so that it is dropped when it is read meanwhile; and a quarter
-- of an hour after the last such mail: four an hour at most, whatever happens.
create function private.at_once_due(person uuid) returns timestamptz
	language sql stable security definer set search_path = ''
	begin atomic
		select greatest(min(n.told_at) + interval '5 minutes', (
			select x.at_once_at + interval '15 minutes' from private.notification_mails x where x.person_id = at_once_due.person
		))
		from public.notifications n
		where n.person_id = at_once_due.person and n.reach = 'now' and n.read_at is null and n.settled_at is null
		having count(*) > 0;
	end;
create function private.queue_at_once(person uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	due constant timestamptz := private.at_once_due(person);
begin
	if due is not null then
		perform private.queue('mail-at-once', json_build_object('person', person), 'mail-at-once:' || person, due - now());
	end if;
end
$$;

-- What is read elsewhere at the instant when it is told, each not seeing the other, is read all the same.
create function private.read_what_was_seen(person uuid) returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		update public.notifications n set read_at = now()
		from public.thread_readings r
		where n.person_id = read_what_was_seen.person and n.read_at is null and n.object_kind = 'thread'
			and r.person_id = n.person_id and r.thread_id = n.object_id and n.number <= r.last_number;
		update public.notifications n set read_at = now()
		from public.chat_readings r
		where n.person_id = read_what_was_seen.person and n.read_at is null and n.object_kind = 'chat'
			and r.person_id = n.person_id and r.room_id = n.object_id and n.number <= r.seq;
	end;

-- To whom a mail goes, with what was told until `until`; no row when there is nothing to say now.
create function private.begin_notification_mail(person uuid, wanted text)
	returns table (account uuid, email text, language text, time_zone text, network text, stop_token text, until text)
	language plpgsql volatile security definer set search_path = '' as $$
declare
	settings public.notification_settings;
	due timestamptz;
begin
	select * into settings from public.notification_settings s where s.person_id = person;
	insert into private.notification_mails (person_id)
	select p.id from public.people p where p.id = person and p.account_id is not null on conflict do nothing;
	perform from private.notification_mails x where x.person_id = person for update;
	perform private.read_what_was_seen(person);
	if wanted = 'now' then
		-- They stopped these mails meanwhile; or one told them of this discussion already, which they have not read since.
		update public.notifications n set reach = 'digest'
		where n.person_id = person and n.reach = 'now' and n.read_at is null and n.settled_at is null
			and (not coalesce(settings.at_once, true) or n.kind = 'followed' and exists (
				select from public.notifications before
				where before.person_id = person and before.object_id = n.object_id and before.reach = 'now'
					and before.read_at is null and before.settled_at is not null
			));
		due := private.at_once_due(person);
		if due > now() then
			perform private.queue_at_once(person);
			return;
		end if;
	end if;
	return query
		select p.account_id, u.email::text, p.language, p.time_zone, n.name, x.stop_token,
			(case when wanted = 'now' then now() - interval '5 minutes' else now() end)::text
		from public.people p join auth.users u on u.id = p.account_id join private.notification_mails x on x.person_id = p.id, public.network n
		where p.id = person and u.email is not null and (wanted = 'now' or coalesce(settings.digest, 'weekly') <> 'never')
			and exists (
				select from public.notifications w
				where w.person_id = person and w.reach = wanted and w.read_at is null and w.settled_at is null
			);
end
$$;

-- In the transaction that queues the mail. False: another one told all this.
create function private.settle_notifications(person uuid, wanted text, until timestamptz, mailed boolean) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	settled integer;
begin
	perform from private.notification_mails x where x.person_id = person for update;
	update public.notifications n set settled_at = now()
	where n.person_id = person and n.reach = wanted and n.read_at is null and n.settled_at is null and n.told_at <= until;
	get diagnostics settled = row_count;
	if wanted = 'now' then
		if mailed and settled > 0 then
			update private.notification_mails x set at_once_at = now() where x.person_id = person;
		end if;
		perform private.queue_at_once(person);
	end if;
	return settled > 0;
end
$$;

-- Each hour: those for whom it is a morning, when something waits since before seven o'clock of that day, or
-- of that week's Monday. What comes later waits for the next one: never two in the same day or week.
create function private.queue_digests() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	due record;
	queued integer := 0;
begin
	for due in
		with waiting as (
			select n.person_id, min(n.told_at) as since from public.notifications n
			where n.reach = 'digest' and n.read_at is null and n.settled_at is null group by n.person_id
		), zones as materialized (select z.name from pg_catalog.pg_timezone_names z), here as (
			-- A zone that the system does not know is nobody's morning.
			select w.person_id, w.since, coalesce(z.name, 'Europe/Paris') as zone, coalesce(s.digest, 'weekly') as digest
			from waiting w join public.people p on p.id = w.person_id left join zones z on z.name = p.time_zone
			left join public.notification_settings s on s.person_id = w.person_id
		)
		select h.person_id from here h
		where h.digest <> 'never' and extract(hour from now() at time zone h.zone) between 7 and 11
			and h.since < (date_trunc(case h.digest when 'daily' then 'day' else 'week' end, now() at time zone h.zone) + interval '7 hours') at time zone h.zone
	loop
		perform private.queue('mail-digest', json_build_object('person', due.person_id), 'mail-digest:' || due.person_id);
		queued := queued + 1;
	end loop;
	return queued;
end
$$;

create function private.stop_notification_mails(token text, mails text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	insert into public.notification_settings as s (person_id, at_once, digest)
	select x.person_id, mails <> 'now', case when mails = 'digest' then 'never' else 'weekly' end
	from private.notification_mails x where x.stop_token = token
	on conflict (person_id) do update set
		at_once = s.at_once and mails <> 'now',
		digest = case when mails = 'digest' then 'never' else s.digest end;
end
$$;
comment on function private.stop_notification_mails is 'Whoever has the token of a mail stops such mails; a token of nobody does nothing.';
grant execute on function private.begin_notification_mail, private.settle_notifications, private.queue_digests,
	private.stop_notification_mails to service_role;
