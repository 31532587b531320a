-- What a person is told: a row per person and fact, shown grouped by object. It holds no content: reading, on
-- screen and for a mail, joins the object under its reader's rights of that instant, so that who lost them is
-- told nothing any more. Written by jobs only (`private.tell`), which a trigger queued in the transaction of
-- the fact: the writer of a space of ten thousand waits for nobody.
create table public.notifications (
	id bigint generated always as identity primary key,
	person_id uuid not null references public.people (id) on delete cascade,
	-- Why they are told.
	kind text not null check (private.usual_level(kind) is not null),
	-- What happened, as the journal says it.
	verb text not null check (verb ~ '^[a-z]+(-[a-z]+)*$'),
	-- Told once to each person, whatever runs twice.
	fact text not null,
	-- What it is about, by which it is grouped.
	object_kind text not null check (object_kind ~ '^[a-z]+(-[a-z]+)*$'),
	object_id uuid not null,
	-- The post, the message, the request; else the object itself.
	part_id uuid not null,
	-- Of a post or a message: read as soon as one has read until there.
	number integer,
	space_id uuid references public.spaces (id) on delete cascade,
	reach text not null check (reach in ('now', 'digest', 'centre')),
	told_at timestamptz not null default now(),
	read_at timestamptz,
	-- Since when no mail waits for it: it was in one, or its reader could not see it.
	settled_at timestamptz,
	unique (person_id, fact)
);
create index notifications_person_key on public.notifications (person_id, id desc);
create index notifications_unread_key on public.notifications (person_id, id desc, object_id) where read_at is null;
create index notifications_waiting_key on public.notifications (reach, person_id, told_at) where read_at is null and settled_at is null;
create index notifications_part_key on public.notifications (part_id);
create index notifications_space_key on public.notifications (space_id);
create index notifications_told_key on public.notifications (told_at);

alter table public.notifications enable row level security;
grant select, update (read_at) on public.notifications to authenticated;
grant select, insert, update, delete on public.notifications to service_role;

create policy "people read what they are told, of what they see now" on public.notifications
	for select to authenticated
	using (person_id = (select private.viewer()) and case object_kind
		when 'thread' then exists (select from public.threads t where t.id = object_id)
		when 'chat' then exists (select from public.chat_rooms r where r.id = object_id)
		when 'document' then exists (select from public.documents d where d.id = object_id)
		when 'event' then exists (select from public.events e where e.id = object_id)
		when 'resource' then exists (select from public.resources r where r.id = object_id)
		-- Requests, by those who still decide.
		when 'space' then exists (select from public.space_requests r where r.id = part_id)
		when 'organisation' then exists (select from public.organisation_requests r where r.id = part_id)
		else false
	end);
create policy "people say what they have read" on public.notifications
	for update to authenticated using (person_id = (select private.viewer()));

-- Read once, at the instant when it was read.
create function private.keep_read() returns trigger
	language plpgsql set search_path = '' as $$
begin
	new.read_at := coalesce(old.read_at, now());
	return new;
end
$$;
create trigger notifications_read before update of read_at on public.notifications
	for each row execute function private.keep_read();

-- For every page. The newest fact of each object, then as the viewer, under the policies above: each object is
-- judged once, however much was said of it.
create function private.viewer_newest_told() returns setof bigint
	language sql stable security definer set search_path = '' rows 10
	begin atomic
		select max(newest.id) from (
			select n.id, n.object_id from public.notifications n
			where n.person_id = (select private.viewer()) and n.read_at is null order by n.id desc limit 200
		) newest
		group by newest.object_id order by 1 desc limit 10;
	end;
-- PL/pgSQL, which keeps its plan: planning the policies of every kind of object costs more than asking them.
create function private.viewer_told() returns integer
	language plpgsql stable set search_path = '' as $$
begin
	-- The limit keeps it a search by key: joined, all that they were ever told would be judged.
	return (
		select count((select n.id from public.notifications n where n.id = t.id limit 1))::integer
		from private.viewer_newest_told() t (id)
	);
end
$$;
comment on function private.viewer_told is 'Of how many objects the viewer was told something that they have not read, up to ten.';
grant execute on function private.viewer_newest_told, private.viewer_told to authenticated;

-- Telling --------------------------------------------------------------------------------------------
-- `told` says what; the first kind of each person that is not « nothing » says how.
create function private.put_notifications(told public.notifications, actor uuid, people uuid[], kinds text[]) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	put record;
begin
	for put in
		insert into public.notifications (person_id, kind, verb, fact, object_kind, object_id, part_id, number, space_id, reach)
		select distinct on (w.person_id) w.person_id, w.kind, told.verb, told.fact, told.object_kind, told.object_id, told.part_id,
			told.number, told.space_id,
			case when private.usual_level(w.kind) = 'centre' then 'centre'
				when w.level = 'now' and not w.at_once then 'digest' else w.level end
		from (
			select p.id as person_id, c.kind, c.position, coalesce(s.at_once, true) as at_once,
				coalesce(here.level, l.level, private.usual_level(c.kind)) as level
			from unnest(people, kinds) with ordinality c (person, kind, position)
			join public.people p on p.id = c.person and p.account_id is not null
			left join public.notification_settings s on s.person_id = p.id
			left join public.notification_levels l on l.person_id = p.id and l.kind = c.kind
			left join public.notification_space_levels here on here.person_id = p.id and here.space_id = told.space_id
			where p.id is distinct from actor
		) w
		where w.level <> 'nothing'
		order by w.person_id, w.position
		on conflict do nothing
		returning person_id, reach
	loop
		-- Their page of notifications, when it is open.
		perform pg_notify('palabre_changed', json_build_object('object', 'person', 'id', put.person_id, 'space', null, 'version', null)::text);
		if put.reach = 'now' then
			perform private.queue_at_once(put.person_id);
		end if;
	end loop;
end
$$;

-- The job `tell`: each source of facts brings its function `private.tell_<source>(text)`. Run twice, it tells once.
create function private.tell(source text, id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	execute format('select private.%I($1)', 'tell_' || source) using id;
end
$$;
grant execute on function private.tell to service_role;

-- Reading --------------------------------------------------------------------------------------------
create function private.read_told_thread() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.notifications n set read_at = now()
	where n.person_id = new.person_id and n.object_id = new.thread_id and n.number <= new.last_number and n.read_at is null;
	return null;
end
$$;
create trigger thread_readings_told after insert or update of last_number on public.thread_readings
	for each row execute function private.read_told_thread();

-- What was decided waits for nobody else.
create function private.read_told_request() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.notifications n set read_at = now()
	where n.part_id = new.id and n.kind = 'request' and n.read_at is null;
	return null;
end
$$;
create trigger space_requests_told after update of state on public.space_requests
	for each row when (old.state = 'pending' and new.state <> 'pending') execute function private.read_told_request();
create trigger organisation_requests_told after update of state on public.organisation_requests
	for each row when (old.state = 'pending' and new.state <> 'pending') execute function private.read_told_request();
create trigger resources_told after update of status on public.resources
	for each row when (old.status = 'proposed' and new.status <> 'proposed') execute function private.read_told_request();

-- Forgetting -----------------------------------------------------------------------------------------
-- Nobody is told of what was taken back.
create function private.forget_told() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	delete from public.notifications n where n.part_id = new.id;
	return null;
end
$$;
create trigger posts_untold after update of withdrawn_at on public.posts
	for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function private.forget_told();

-- Who left the network is told nothing any more.
create function private.forget_notified() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	delete from public.notifications where person_id = new.id;
	delete from public.notification_levels where person_id = new.id;
	delete from public.notification_space_levels where person_id = new.id;
	delete from public.notification_settings where person_id = new.id;
	delete from private.notification_mails where person_id = new.id;
	return null;
end
$$;
create trigger people_gone_notified after update of account_id on public.people
	for each row when (old.account_id is not null and new.account_id is null) execute function private.forget_notified();

comment on table public.notifications is 'What each person is told, fact by fact: never its content.';
