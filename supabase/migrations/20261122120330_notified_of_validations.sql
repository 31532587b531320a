-- Who validates is told what waits for them: proposed events and organisations, requests to join the network, reports.
-- One line per object, read for everybody once somebody decided, seen by those only who may decide.
create or replace function private.usual_level(kind text) returns text
	language sql immutable parallel safe set search_path = ''
	return case
		-- To me, or of what I follow closely; or it waits for me.
		when kind in ('mention', 'reply', 'message', 'followed', 'validation') then 'now'
		-- Of my spaces.
		when kind in ('thread', 'document', 'event', 'resource') then 'digest'
		-- These have mails of their own, sent when they happen.
		when kind in ('own-resource', 'request', 'invitation') then 'centre'
	end;
alter table public.notification_levels
	drop constraint "what has its own mail has no second one",
	add constraint "what has its own mail has no second one"
		check (kind not in ('own-resource', 'request', 'invitation') or level in ('centre', 'nothing'));

alter policy "people read what they are told, of what they see now" on public.notifications
	using (person_id = (select private.viewer()) and case when kind = 'validation' then case object_kind
		when 'event' then exists (
			select from public.events e where e.id = object_id and private.publishes_events(e.organisation_id, e.space_id, e.visibility)
		)
		when 'organisation' then (select private.viewer_plays('admin', 'animateur')) and exists (select from public.organisations o where o.id = object_id)
		when 'sign-up' then (select private.viewer_plays('admin', 'animateur')) and exists (select from public.sign_up_requests r where r.id = object_id)
		when 'report' then (select private.viewer_plays('admin')) and exists (select from public.reports r where r.id = notifications.object_id)
		else false
	end else case object_kind
		when 'thread' then exists (select from public.threads t where t.id = object_id)
		when 'chat' then exists (select from public.chat_rooms r where r.id = object_id)
		when 'document' then exists (select from public.documents d where d.id = object_id)
		when 'event' then exists (select from public.events e where e.id = object_id)
		when 'resource' then exists (select from public.resources r where r.id = object_id)
		-- Requests, by those who still decide.
		when 'space' then exists (select from public.space_requests r where r.id = part_id)
		when 'organisation' then exists (select from public.organisation_requests r where r.id = part_id)
		else false
	end end);

-- To these people, once.
create function private.tell_validation(verb text, fact text, object_kind text, object_id uuid, actor uuid, people uuid[]) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	told public.notifications;
begin
	told.verb := verb;
	told.fact := fact;
	told.object_kind := object_kind;
	told.object_id := object_id;
	told.part_id := object_id;
	perform private.put_notifications(told, actor, people, array_fill('validation'::text, array[cardinality(people)]));
end
$$;
create function private.people_who_play(variadic roles text[]) returns uuid[]
	language sql stable security definer set search_path = ''
	return array(select p.id from public.people p where p.account_id is not null and p.network_role = any (roles));

-- As private.publishes_events says of each of them; a test compares.
create function private.event_validators(event uuid) returns uuid[]
	language sql stable security definer set search_path = ''
	begin atomic
		select coalesce(array_agg(distinct v.person), '{}') from (
			select p.id as person from public.events e, public.people p
			where e.id = event and e.visibility in ('public', 'reseau') and p.network_role in ('documentaliste', 'animateur')
			union all
			select m.person_id from public.events e join public.organisation_members m on m.organisation_id = e.organisation_id and m.role = 'referent'
			where e.id = event
			union all
			select m.person_id from public.events e join public.space_members m on m.space_id = e.space_id and m.role = 'animateur'
			where e.id = event and e.visibility = 'espace'
		) v;
	end;

-- Each time that it is proposed: the journal has a line for it.
create function private.tell_proposed_event(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	a public.activity;
begin
	select x.* into a from public.activity x join public.events e on e.id = x.object_id and e.status = 'proposed'
	where x.id = tell_proposed_event.id::bigint;
	if found then
		perform private.tell_validation('proposed', 'activity:' || a.id, 'event', a.object_id, a.actor_id, private.event_validators(a.object_id));
	end if;
end
$$;
create trigger activity_tell_proposed_event after insert on public.activity
	for each row when (new.actor_id is not null and new.object_kind = 'event' and new.verb = 'proposed')
	execute function private.queue_tell('proposed_event');

create function private.tell_proposed_organisation(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	organisation constant uuid := id::uuid;
begin
	if exists (select from public.organisations o where o.id = organisation and o.status = 'proposed') then
		perform private.tell_validation('proposed', 'proposed-organisation:' || id, 'organisation', organisation,
			(select a.person_id from private.authorships a where a.object_kind = 'organisation' and a.object_id = organisation),
			private.people_who_play('admin', 'animateur'));
	end if;
end
$$;

create function private.tell_sign_up(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if exists (select from public.sign_up_requests r where r.id = tell_sign_up.id::uuid and r.status = 'waiting') then
		perform private.tell_validation('asked', 'sign-up:' || id, 'sign-up', id::uuid, null, private.people_who_play('admin', 'animateur'));
	end if;
end
$$;
create trigger sign_up_requests_tell after insert on public.sign_up_requests
	for each row when (new.status = 'waiting') execute function private.queue_tell('sign_up');

create function private.tell_report(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if exists (select from public.reports r where r.id = tell_report.id::uuid and r.status = 'received') then
		-- Who reported decides too, as anybody else.
		perform private.tell_validation('reported', 'report:' || id, 'report', id::uuid, null, private.people_who_play('admin'));
	end if;
end
$$;
create trigger reports_tell after insert on public.reports
	for each row when (new.status = 'received') execute function private.queue_tell('report');

-- What was decided waits for nobody else.
create function private.read_told_validation() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.notifications n set read_at = now()
	where n.part_id = new.id and n.kind = 'validation' and n.read_at is null;
	return null;
end
$$;
create trigger events_told after update of status on public.events
	for each row when (old.status = 'proposed' and new.status <> 'proposed') execute function private.read_told_validation();
create trigger organisations_told after update of status on public.organisations
	for each row when (old.status = 'proposed' and new.status <> 'proposed') execute function private.read_told_validation();
create trigger sign_up_requests_told after update of status on public.sign_up_requests
	for each row when (old.status = 'waiting' and new.status <> 'waiting') execute function private.read_told_validation();
create trigger reports_told after update of status on public.reports
	for each row when (new.status not in ('received', 'examined')) execute function private.read_told_validation();

-- They had mails of their own, which nobody could stop, and which left when another had decided already.
create or replace function private.tell_organisation() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	about constant text := case
		when old.published_at is null and new.status = 'published' then 'validated'
		when old.published_at is null and new.status = 'withdrawn' then 'not-validated' end;
begin
	if new.status = 'proposed' and (select auth.uid()) is not null then
		perform private.queue('tell', json_build_object('source', 'proposed_organisation', 'id', new.id));
	end if;
	if about is not null then
		perform private.queue('mail-organisation',
			json_build_object('id', new.id, 'about', about, 'reason', private.given_reason()),
			'mail-organisation:' || new.id || ':' || about);
	end if;
	return null;
end
$$;

create or replace function private.follow_sign_up_request() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if tg_op = 'UPDATE' then
		if new.status = old.status then
			return new;
		end if;
		new.answered_at := now();
		new.answered_by := private.viewer();
		if new.status = 'accepted' then
			perform private.admit(new.account_id, new.answered_by);
		end if;
		perform private.queue('mail-sign-up', json_build_object('id', new.id, 'about', new.status), 'mail-sign-up:' || new.id || ':' || new.status);
	end if;
	perform private.record_activity('request-' || new.status, 'network', '00000000-0000-7000-8000-000000000001');
	return new;
end
$$;

-- An invitation to an event has its mail; the centre shows it too.
create function private.tell_event_invitation(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	i public.event_invitations;
	told public.notifications;
begin
	select * into i from public.event_invitations x where x.id = tell_event_invitation.id::uuid and x.person_id is not null;
	if not found then
		return;
	end if;
	told.verb := 'invited';
	told.fact := 'event-invitation:' || i.id;
	told.object_kind := 'event';
	told.object_id := i.event_id;
	told.part_id := i.id;
	perform private.put_notifications(told, i.invited_by, array[i.person_id], array['invitation']);
end
$$;
create trigger event_invitations_tell after insert on public.event_invitations
	for each row when (new.person_id is not null) execute function private.queue_tell('event_invitation');
