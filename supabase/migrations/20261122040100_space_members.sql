-- Who takes part in a space, and how one enters and leaves it (`model.md` § People). A space is never
-- without an `animateur` by somebody's act; when an account goes, the network is told.
create index space_members_facilitators_key on public.space_members (space_id) where role = 'animateur';

create function private.has_facilitator(space uuid, beside uuid default null) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.space_members m join public.people p on p.id = m.person_id
		where m.space_id = space and m.role = 'animateur' and p.account_id is not null and p.id is distinct from beside
	);
comment on function private.has_facilitator is 'Whether somebody with an account facilitates it. Called by triggers and functions only.';

create function private.viewer_may_take_over(space uuid) returns boolean
	language sql stable security definer set search_path = ''
	return private.viewer_plays('admin', 'animateur') and not private.has_facilitator(space)
		and exists (select from public.spaces s where s.id = space);
comment on function private.viewer_may_take_over is 'Those who facilitate the network, when nobody facilitates the space.';
grant execute on function private.viewer_may_take_over to anon, authenticated, service_role;

create function private.unattended_spaces() returns table (id uuid, slug text, name text)
	language sql stable security definer set search_path = ''
	begin atomic
		select s.id, s.slug::text, s.name from public.spaces s
		where private.viewer_plays('admin', 'animateur') and s.archived_at is null and not exists (
			select from public.space_members m join public.people p on p.id = m.person_id
			where m.space_id = s.id and m.role = 'animateur' and p.account_id is not null
		)
		order by private.fold(s.name) limit 100;
	end;
comment on function private.unattended_spaces is 'Their names, for those who may take them over: nothing of what they hold.';
grant execute on function private.unattended_spaces to authenticated;

-- Asking to take part ------------------------------------------------------------------------------
create table public.space_requests (
	id uuid primary key,
	space_id uuid not null references public.spaces (id) on delete cascade,
	-- Who asks: nobody asks for another, the column is not granted.
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	-- For whom they would sit.
	organisation_id uuid references public.organisations (id) on delete set null,
	message text check (char_length(message) <= 600),
	state text not null default 'pending' check (state in ('pending', 'accepted', 'refused', 'withdrawn')),
	role text check (role in ('animateur', 'decideur', 'technique', 'membre', 'observateur')),
	reason text check (char_length(reason) <= 600),
	decided_by uuid references public.people (id) on delete set null,
	decided_at timestamptz,
	created_at timestamptz not null default now(),
	constraint "who is accepted has a role" check (state <> 'accepted' or role is not null),
	constraint "a refusal is explained" check (state <> 'refused' or char_length(btrim(coalesce(reason, ''))) >= 3),
	constraint "a decision has its instant" check ((state = 'pending') = (decided_at is null))
);
create unique index space_requests_pending_key on public.space_requests (space_id, person_id) where state = 'pending';
create index space_requests_space_key on public.space_requests (space_id, created_at, id);
create index space_requests_person_key on public.space_requests (person_id, created_at desc);
create index space_requests_organisation_key on public.space_requests (organisation_id);
create index space_requests_decider_key on public.space_requests (decided_by);

-- The door of a space: who is expected there (their body is gathered), or was let in and is kept out by
-- its charter, sees what it is called and for what, and may ask; nothing else.
create function private.viewer_doors() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select so.space_id from public.space_organisations so
		where so.organisation_id in (select private.viewer_organisations())
		union
		select m.space_id from public.space_members m where m.person_id = (select private.viewer());
	end;
comment on function private.viewer_doors is 'Spaces that the viewer knows of, without reading them: their body is gathered, or they were let in.';
grant execute on function private.viewer_doors to anon, authenticated, service_role;

alter table public.space_requests enable row level security;
grant select, insert, update, delete on public.space_requests to service_role;
grant select, insert (id, space_id, organisation_id, message), update (state, role, reason) on public.space_requests to authenticated;
create policy "people read what they asked" on public.space_requests
	for select to authenticated using (person_id = (select private.viewer()));
create policy "its facilitators read who asks" on public.space_requests
	for select to authenticated using (space_id in (select private.viewer_facilitated_spaces()));
create policy "people ask to take part in a space that they know of" on public.space_requests
	for insert to authenticated
	with check (
		person_id = (select private.viewer()) and state = 'pending'
		and (space_id in (select id from public.spaces) or space_id in (select private.viewer_doors()))
		and (organisation_id is null or organisation_id in (select private.viewer_organisations()))
	);
create policy "its facilitators decide" on public.space_requests
	for update to authenticated using (space_id in (select private.viewer_facilitated_spaces()));
create policy "people take back what they asked" on public.space_requests
	for update to authenticated using (person_id = (select private.viewer()));

create function private.viewer_applicants() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select r.person_id from public.space_requests r
		where r.state = 'pending' and r.space_id in (select private.viewer_facilitated_spaces());
	end;
grant execute on function private.viewer_applicants to authenticated, service_role;
create policy "who facilitates a space knows who asks to take part" on public.people
	for select to authenticated using (id in (select private.viewer_applicants()));

create function private.guard_space_request() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if old.state <> 'pending' then
		raise sqlstate 'PT409' using message = 'This request was decided.', hint = 'decided';
	end if;
	if (select auth.uid()) is not null and new.state <> 'withdrawn'
		and new.space_id not in (select private.viewer_facilitated_spaces()) then
		raise sqlstate '42501' using message = 'Who facilitates the space says who takes part.';
	end if;
	if new.state <> 'pending' then
		new.decided_by := private.viewer();
		new.decided_at := now();
	end if;
	return new;
end
$$;
create trigger space_requests_guard before update on public.space_requests
	for each row execute function private.guard_space_request();

-- After the row is judged by the policies: a refusal teaches nothing to who has no right there.
create function private.follow_space_request() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		if exists (select from public.space_members m where m.space_id = new.space_id and m.person_id = new.person_id) then
			raise sqlstate 'PT409' using message = 'This person is a member already.', hint = 'member';
		end if;
		-- Each one writes to somebody.
		if (select auth.uid()) is not null and (select count(*) from public.space_requests r
			where r.person_id = new.person_id and (
				r.created_at > now() - interval '1 day' or r.space_id = new.space_id and r.created_at > now() - interval '30 days'
			) having count(*) > 10 or count(*) filter (where r.space_id = new.space_id) > 3) is not null then
			raise sqlstate 'PT409' using message = 'Ten requests a day, three a month in the same space.', hint = 'too-many';
		end if;
	elsif new.state = 'accepted' then
		insert into public.space_members (space_id, person_id, organisation_id, role)
		-- They may have left that organisation since.
		values (new.space_id, new.person_id, (
			select m.organisation_id from public.organisation_members m
			where m.organisation_id = new.organisation_id and m.person_id = new.person_id
		), new.role) on conflict do nothing;
	end if;
	if new.state = 'withdrawn' then
		return null;
	end if;
	perform private.queue('mail-space', json_build_object('id', new.id, 'about', case new.state when 'pending' then 'asked' else new.state end),
		'mail-space:' || new.id || ':' || new.state);
	return null;
end
$$;
create trigger space_requests_archived after insert or update on public.space_requests
	for each row execute function private.refuse_when_archived();
create trigger space_requests_follow after insert or update of state on public.space_requests
	for each row execute function private.follow_space_request();

-- Members --------------------------------------------------------------------------------------------
grant insert (space_id, person_id, role), update (role, organisation_id), delete on public.space_members to authenticated;
create policy "administrators join to read, and the journal says so" on public.space_members
	for insert to authenticated
	with check (person_id = (select private.viewer()) and role = 'observateur' and (select private.viewer_plays('admin')));
create policy "those who facilitate the network take over what nobody facilitates" on public.space_members
	for insert to authenticated
	with check (person_id = (select private.viewer()) and role = 'animateur' and private.viewer_may_take_over(space_id));
create policy "its facilitators give roles" on public.space_members
	for update to authenticated using (space_id in (select private.viewer_facilitated_spaces()));
create policy "people say for whom they sit" on public.space_members
	for update to authenticated using (person_id = (select private.viewer()));
create policy "people leave, its facilitators remove" on public.space_members
	for delete to authenticated
	using (person_id = (select private.viewer()) or space_id in (select private.viewer_facilitated_spaces()));

-- Two facilitators who leave at the same time wait for each other here, so that the second is the last.
create function private.guard_space_member() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	by_person constant boolean := (select auth.uid()) is not null;
	here constant uuid := old.space_id;
begin
	if tg_op = 'UPDATE' and by_person then
		if new.role <> old.role and here not in (select private.viewer_facilitated_spaces())
			and not (new.role = 'animateur' and private.viewer_may_take_over(here)) then
			raise sqlstate '42501' using message = 'Roles are given by who facilitates the space.';
		end if;
		if new.organisation_id is distinct from old.organisation_id and new.organisation_id is not null and not exists (
			select from public.organisation_members m where m.organisation_id = new.organisation_id and m.person_id = new.person_id
		) then
			raise sqlstate 'PT409' using message = 'One sits for an organisation of which one is.', hint = 'organisation';
		end if;
	end if;
	if old.role = 'animateur' and (tg_op = 'DELETE' or new.role <> 'animateur') then
		perform from public.spaces where id = here for no key update;
		-- With its space, everything goes.
		if found and not private.has_facilitator(here, old.person_id) then
			-- The system's own work (an account that goes) is not stopped: the network is told.
			if by_person then
				raise sqlstate 'PT409' using message = 'A space is never without a facilitator: hand it over first.', hint = 'last-facilitator';
			end if;
			perform private.say_unattended(here);
		end if;
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end
$$;
create function private.say_unattended(space uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.record_activity('unattended', 'space', space, space);
	perform private.queue('mail-space', json_build_object('id', space, 'about', 'unattended'), 'mail-space:' || space || ':unattended');
end
$$;
comment on function private.say_unattended is 'Called by triggers only: no role may execute it.';
create trigger space_members_guard before update or delete on public.space_members
	for each row execute function private.guard_space_member();
-- Who sits for a body may still leave it, and somebody may take over to reopen the space.
create trigger space_members_archived after insert or update of role on public.space_members
	for each row when (new.role <> 'animateur') execute function private.refuse_when_archived();

create function private.follow_space_member() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	here constant uuid := coalesce(new.space_id, old.space_id);
	person constant uuid := coalesce(new.person_id, old.person_id);
	self constant boolean := private.viewer() is not distinct from person;
	joins constant boolean := tg_op = 'INSERT' and self and (select auth.uid()) is not null;
begin
	if not exists (select from public.spaces where id = here) then
		return null;
	end if;
	if tg_op <> 'DELETE' and new.organisation_id is not null and (select auth.uid()) is not null then
		insert into public.space_organisations (space_id, organisation_id, college_code)
		values (here, new.organisation_id, private.usual_college(new.organisation_id)) on conflict do nothing;
	end if;
	-- Nobody of the network enters what is for the members of a space without its saying so to them all.
	if joins and new.role = 'observateur' and private.viewer_plays('admin') then
		perform private.record_activity('joined-as-administration', 'space', here, here);
	elsif tg_op <> 'DELETE' and new.role = 'animateur' and self and not private.has_facilitator(here, person) then
		-- Opening a space makes its first facilitator: that is not taking it over.
		if (tg_op = 'INSERT' or old.role <> 'animateur') and exists (select from public.spaces s where s.id = here and s.created_at < now()) then
			perform private.record_activity('taken-over', 'space', here, here);
		end if;
	elsif tg_op = 'INSERT' then
		perform private.record_activity('joined', 'person', person, here);
	elsif tg_op = 'UPDATE' and new.role <> old.role then
		perform private.record_activity('role-changed', 'person', person, here);
	elsif tg_op = 'DELETE' then
		perform private.record_activity(case when self or private.viewer() is null then 'left' else 'removed' end, 'person', person, here);
		if not self and private.viewer() is not null then
			perform private.queue('mail-space', json_build_object('id', here, 'about', 'removed', 'person', person));
		end if;
	end if;
	return null;
end
$$;
create trigger space_members_follow after insert or update or delete on public.space_members
	for each row execute function private.follow_space_member();

-- A body that a space no longer gathers has nobody there; whoever leaves a body sits for it no longer.
create function private.end_seats() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if tg_table_name = 'space_organisations' then
		delete from public.space_members where space_id = old.space_id and organisation_id = old.organisation_id;
	else
		update public.space_members set organisation_id = null
		where person_id = old.person_id and organisation_id = old.organisation_id;
	end if;
	return null;
end
$$;
create trigger space_organisations_end_seats after delete on public.space_organisations
	for each row execute function private.end_seats();
create trigger organisation_members_end_seats after delete on public.organisation_members
	for each row execute function private.end_seats();

create function private.follow_gone_facilitator() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.say_unattended(m.space_id) from public.space_members m
	join public.spaces s on s.id = m.space_id
	where m.person_id = new.id and m.role = 'animateur' and s.archived_at is null and not private.has_facilitator(m.space_id);
	return null;
end
$$;
create trigger people_gone_facilitator after update of account_id on public.people
	for each row when (old.account_id is not null and new.account_id is null) execute function private.follow_gone_facilitator();

-- What happened there --------------------------------------------------------------------------------
-- A fact of a space is for who reads the space, whatever its object; those about a resource follow the
-- resource, as before.
create policy "what happened in a space is for who reads it" on public.activity
	as restrictive for select to anon, authenticated
	using (space_id is null or object_kind = 'resource' or space_id in (select id from public.spaces));
create policy "who reads a space sees what it became" on public.activity
	for select to authenticated
	using (object_kind = 'space' and (select private.viewer()) is not null and (
		object_id in (select private.viewer_spaces())
		or verb in ('opened', 'revised', 'archived', 'reopened') and object_id in (select id from public.spaces)
	));
create policy "members see who came and went, as far as they show themselves" on public.activity
	for select to authenticated
	using (object_kind = 'person' and space_id in (select private.viewer_spaces()) and object_id in (select id from public.people));
create policy "who reads a space sees which bodies it gathered" on public.activity
	for select to authenticated
	using (object_kind = 'organisation' and verb in ('gathered', 'parted') and space_id is not null
		and (select private.viewer()) is not null and object_id in (select id from public.organisations));

-- The door and the mails -----------------------------------------------------------------------------
create function private.space_door(wanted text) returns jsonb
	language sql stable security definer set search_path = ''
	begin atomic
		select jsonb_build_object(
			'id', s.id, 'slug', s.slug, 'name', s.name, 'kindCode', s.kind_code, 'archivedAt', s.archived_at,
			-- An administrator who is not expected there only learns that it exists.
			'purpose', case when s.id in (select private.viewer_doors()) then s.purpose end,
			'expected', s.id in (select private.viewer_doors()),
			'member', exists (select from public.space_members m where m.space_id = s.id and m.person_id = (select private.viewer())),
			'asked', exists (
				select from public.space_requests r where r.space_id = s.id and r.person_id = (select private.viewer()) and r.state = 'pending'
			),
			'mayJoin', private.viewer_plays('admin'),
			'unattended', private.viewer_may_take_over(s.id)
		)
		from public.spaces s
		where s.slug = wanted and (s.id in (select private.viewer_doors()) or private.viewer_plays('admin') or private.viewer_may_take_over(s.id));
	end;
comment on function private.space_door is
	'What is said of a space that the viewer does not read, when they are expected there or administer the network; null for others.';
grant execute on function private.space_door to authenticated;

create function private.asks_space(space uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.space_requests r where r.space_id = space and r.person_id = private.viewer() and r.state = 'pending'
	);
comment on function private.asks_space is 'Whether the viewer waits for an answer there; a visitor never does.';
grant execute on function private.asks_space to anon, authenticated;

create function private.space_facilitators(space uuid) returns table (email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query select u.email::text, p.language from public.space_members m
		join public.people p on p.id = m.person_id join auth.users u on u.id = p.account_id
		where m.space_id = space and m.role = 'animateur' and u.email is not null;
end
$$;
grant execute on function private.space_facilitators to service_role;

comment on table public.space_requests is 'Who asks to take part in a space, and what was answered.';
