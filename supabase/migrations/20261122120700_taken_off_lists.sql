-- Who holds an event takes an invitation back, or takes somebody off a date: they said by telephone that they do not
-- come, or their address was mistyped. Whoever is concerned is told why, and their calendar is (docs/decisions/0010).
alter table private.left_places
	add column why text not null default 'left' check (why in ('left', 'maybe', 'removed', 'uninvited')),
	add column word text check (char_length(word) <= 600);
comment on column private.left_places.why is 'Who leaves says so, or « maybe »; who holds the event took them off, or took their invitation back.';

-- What was asked of an address still counts against the limits once it is taken back; only its hash is kept.
create table private.withdrawn_event_invitations (
	id uuid primary key,
	invited_by uuid references public.people (id) on delete set null,
	person_id uuid references public.people (id) on delete cascade,
	address_hash text check (address_hash ~ '^[0-9a-f]{64}$'),
	invited_at timestamptz not null
);
create index withdrawn_event_invitations_person_key on private.withdrawn_event_invitations (person_id, invited_at);
create index withdrawn_event_invitations_address_key on private.withdrawn_event_invitations (address_hash, invited_at);
create index withdrawn_event_invitations_inviter_key on private.withdrawn_event_invitations (invited_by, invited_at);
create index withdrawn_event_invitations_invited_key on private.withdrawn_event_invitations (invited_at);
alter table private.withdrawn_event_invitations enable row level security;
comment on table private.withdrawn_event_invitations is 'Invitations to events that were taken back, for a week: inviting again is limited as before.';

create function private.invited_address_hash(address text) returns text
	language sql immutable set search_path = ''
	return encode(sha256(convert_to('invited:' || lower(address), 'UTF8')), 'hex');

create or replace function private.event_invitations_left(inviter uuid, invited uuid, address text) returns integer
	language sql stable security definer set search_path = ''
	begin atomic
		with recent as (
			select i.invited_by, i.invited_at, i.person_id = invited or i.email = address as same
			from public.event_invitations i
			where i.invited_at > now() - interval '7 days' and (i.invited_by = inviter or i.person_id = invited or i.email = address)
			union all
			select w.invited_by, w.invited_at, w.person_id = invited or w.address_hash = private.invited_address_hash(address)
			from private.withdrawn_event_invitations w
			where w.invited_at > now() - interval '7 days'
				and (w.invited_by = inviter or w.person_id = invited or w.address_hash = private.invited_address_hash(address))
		)
		select least(
			250 - count(*) filter (where r.invited_by = inviter and r.invited_at > now() - interval '1 day'),
			5 - count(*) filter (where r.invited_by = inviter and r.same),
			20 - count(*) filter (where r.same)
		)::integer
		from recent r;
	end;

-- Who invites is said where one answers too, not in the mail only.
create or replace function private.described_event_invitation(invitation uuid) returns jsonb
	language sql stable security definer set search_path = ''
	begin atomic
		select jsonb_build_object('slug', e.slug, 'title', e.title, 'word', i.word, 'answer', i.answer,
			'named', i.person_id is not null,
			'inviter', case when p.visibility <> 'prive' and not private.masks(e.sensitivity, 'people') then p.name end,
			-- Its reader may be signed out: whether they see the event is asked of whom it is for.
			'readable', case when i.person_id is null then e.visibility = 'public' and e.status = 'published'
				else private.person_reads_event(i.person_id, e.id) end,
			'registration', private.described_registration(private.registration_of_invitation(i.id)))
		from public.event_invitations i join public.events e on e.id = i.event_id
		left join public.people p on p.id = i.invited_by
		where i.id = invitation;
	end;

-- Leaving, or being taken off -------------------------------------------------------------------------
create function private.change_dates(registration uuid, wanted uuid[], why text, word text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	gone_from uuid[];
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
	-- Whoever waited for a place and says no more knows it; taken off, they do not.
	select array_agg(g.occurrence_id) into gone_from from gone g
	where (g.state = 'held' or change_dates.why = 'removed') and g.cancelled_because is null;
	insert into private.left_places (event_id, person_id, email, name, language, occurrences, why, word)
	select r.event_id, r.person_id, r.email, r.name, r.language, gone_from, change_dates.why, change_dates.word
	from public.registrations r join public.events e on e.id = r.event_id
	where r.id = change_dates.registration and gone_from is not null and e.situation <> 'cancelled';
	insert into public.registration_dates (registration_id, occurrence_id)
	select registration, w.id from (select distinct unnest(wanted) as id) w
	where not exists (select from public.registration_dates d where d.registration_id = registration and d.occurrence_id = w.id)
	order by w.id;
	delete from public.registrations r
	where r.id = registration and not exists (select from public.registration_dates d where d.registration_id = r.id);
end
$$;
comment on function private.change_dates is 'Makes the dates to come of a registration be these, and tells why; none: it ends. Called by functions only.';

create or replace function private.settle_registration(registration uuid, wanted uuid[]) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.change_dates(registration, wanted, 'left', null);
end
$$;

create function private.remove_attendee(registration uuid, occurrence uuid, word text) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	others uuid[];
	r public.registrations;
begin
	select * into r from public.registrations x where x.id = remove_attendee.registration;
	if not exists (
		select from public.registration_dates d
		join public.event_occurrences o on o.id = d.occurrence_id
		where d.registration_id = r.id and o.id = occurrence and o.ends_at > now()
	) or not private.keeps_registrations(r.event_id) then
		return false;
	end if;
	select coalesce(array_agg(d.occurrence_id), '{}') into others from public.registration_dates d
	where d.registration_id = remove_attendee.registration and d.occurrence_id <> occurrence;
	perform private.change_dates(registration, others, 'removed', word);
	-- They did not say that they do not come.
	update public.event_invitations i set answer = null, answered_at = null
	where i.event_id = r.event_id and (i.person_id = r.person_id or i.email = r.email)
		and not exists (select from public.registrations x where x.id = r.id);
	return true;
end
$$;
comment on function private.remove_attendee is 'Takes somebody off a date to come, with a word for them. False for what the viewer does not hold, or is over.';
grant execute on function private.remove_attendee to authenticated;

create function private.withdraw_event_invitation(invitation uuid) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	i public.event_invitations;
begin
	select * into i from public.event_invitations x where x.id = invitation for update;
	if i.id is null or not private.keeps_registrations(i.event_id) or not private.writes_event(i.event_id) then
		return false;
	end if;
	-- Their calendar holds the event, once the mail has left; a place that they took by themselves stays theirs.
	if i.answer is distinct from 'no' and private.registration_of_invitation(i.id) is null and exists (
		select from private.event_invitation_notices n where n.invitation_id = i.id and n.token_hash is not null
	) then
		insert into private.left_places (event_id, person_id, email, language, why)
		select i.event_id, i.person_id, i.email, i.language, 'uninvited' from public.events e
		where e.id = i.event_id and e.situation <> 'cancelled';
	end if;
	insert into private.withdrawn_event_invitations (id, invited_by, person_id, address_hash, invited_at)
	values (i.id, i.invited_by, i.person_id, private.invited_address_hash(i.email), i.invited_at);
	delete from public.event_invitations x where x.id = i.id;
	return true;
end
$$;
comment on function private.withdraw_event_invitation is 'By who invites to the event. False for what is none, or not theirs to take back.';
grant execute on function private.withdraw_event_invitation to authenticated;

-- « Maybe » gives the place back, and the calendar goes on holding the event: its mail says which.
create or replace function private.settle_event_invitation(invitation uuid, given text, called text, wanted uuid[]) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	i public.event_invitations;
	e public.events;
	registration uuid := private.registration_of_invitation(invitation);
	person uuid;
	taken uuid[];
	held boolean;
begin
	select * into i from public.event_invitations x where x.id = invitation;
	select * into e from public.events x where x.id = i.event_id;
	if i.id is null or e.status <> 'published' or i.person_id is null and e.visibility <> 'public'
		or i.person_id is not null and not private.person_reads_event(i.person_id, e.id) then
		return false;
	end if;
	held := exists (select from public.registration_dates d where d.registration_id = registration and d.state = 'held');
	if given = 'yes' and e.registration <> 'none' then
		-- Those that closed since the form are left out, but for one's own.
		select array_agg(o.id) into taken from public.event_occurrences o
		where o.event_id = e.id and o.id = any (wanted) and (private.takes_names(e, o)
			or exists (select from public.registration_dates d where d.registration_id = registration and d.occurrence_id = o.id));
		if taken is null then
			raise sqlstate 'PT409' using message = 'Nobody registers for this date.', hint = 'registration-closed';
		end if;
		if registration is null then
			person := coalesce(i.person_id, (select p.id from auth.users u join public.people p on p.account_id = u.id where lower(u.email) = i.email));
			insert into public.registrations (id, event_id, person_id, email, name, language)
			values (i.id, e.id, person, case when person is null then i.email end,
				coalesce(called, (select p.name from public.people p where p.id = person)), i.language)
			on conflict do nothing;
			registration := private.registration_of_invitation(invitation);
		end if;
		perform private.settle_registration(registration, taken);
	elsif given <> 'yes' and registration is not null then
		perform private.change_dates(registration, '{}', case given when 'maybe' then 'maybe' else 'left' end, null);
	end if;
	-- What was asked of their calendar is taken back; a place that they gave back told it already.
	if given = 'no' and i.answer is distinct from 'no' and not held and e.situation <> 'cancelled' then
		insert into private.left_places (event_id, person_id, email, language, occurrences)
		values (e.id, i.person_id, i.email, i.language, null);
	end if;
	update public.event_invitations x set answer = given, answered_at = now() where x.id = invitation;
	return true;
end
$$;

-- Forgetting ------------------------------------------------------------------------------------------
create or replace function private.retain_event_invitations() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	most constant integer := 20000;
	removed integer;
begin
	delete from private.mail_refusals where address_hash in (select r.address_hash from private.mail_refusals r
		where r.refused_at < now() - interval '3 years' limit most);
	delete from private.withdrawn_event_invitations where id in (select w.id from private.withdrawn_event_invitations w
		where w.invited_at < now() - interval '7 days' limit most);
	delete from public.event_invitations where id in (select i.id from public.event_invitations i
		where not exists (
			select from public.event_occurrences o where o.event_id = i.event_id and o.ends_at > now() - interval '3 months'
		) limit most);
	get diagnostics removed = row_count;
	return removed;
end
$$;
