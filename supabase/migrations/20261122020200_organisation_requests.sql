-- Asking to join an organisation, and proposing one that is not there yet (`domain.md` §4.1, IN-05).
create table public.organisation_requests (
	id uuid primary key,
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	message text check (char_length(message) <= 600),
	state text not null default 'pending' check (state in ('pending', 'accepted', 'refused')),
	role text check (role in ('referent', 'contributeur')),
	reason text check (char_length(reason) <= 600),
	decided_by uuid references public.people (id) on delete set null,
	decided_at timestamptz,
	created_at timestamptz not null default now(),
	constraint "who is accepted has a role" check (state <> 'accepted' or role is not null),
	constraint "a refusal is explained" check (state <> 'refused' or char_length(btrim(coalesce(reason, ''))) >= 3),
	constraint "a decision has its instant" check ((state = 'pending') = (decided_at is null))
);
create unique index organisation_requests_pending_key on public.organisation_requests (organisation_id, person_id) where state = 'pending';
create index organisation_requests_organisation_key on public.organisation_requests (organisation_id, created_at, id);
create index organisation_requests_person_key on public.organisation_requests (person_id, created_at desc);
create index organisation_requests_decider_key on public.organisation_requests (decided_by);
create index organisation_requests_waiting_key on public.organisation_requests (created_at, id) where state = 'pending';

create function private.decides_organisation_requests(organisation uuid) returns boolean
	language sql stable security definer set search_path = ''
	return coalesce(organisation in (select private.viewer_referent_organisations()), false)
		or (private.viewer_plays('admin', 'animateur') and not private.has_referent(organisation));
comment on function private.decides_organisation_requests is
	'Whether the viewer says who joins this organisation: its referents; when it has none, those who facilitate the network.';
grant execute on function private.decides_organisation_requests to anon, authenticated, service_role;

alter table public.organisation_requests enable row level security;
grant select, insert, update, delete on public.organisation_requests to service_role;
grant select, insert (id, organisation_id, message), update (state, role, reason), delete on public.organisation_requests to authenticated;
create policy "people read what they asked" on public.organisation_requests
	for select to authenticated using (person_id = (select private.viewer()));
create policy "referents and facilitators read who asks" on public.organisation_requests
	for select to authenticated
	using (organisation_id in (select private.viewer_referent_organisations()) or (select private.viewer_plays('admin', 'animateur')));
create policy "members ask to join an organisation that they see" on public.organisation_requests
	for insert to authenticated
	with check (person_id = (select private.viewer()) and state = 'pending'
		and organisation_id in (select o.id from public.organisations o where o.status = 'published'));
create policy "its referents decide, or facilitators when it has none" on public.organisation_requests
	for update to authenticated using (private.decides_organisation_requests(organisation_id));
create policy "people take back what they asked" on public.organisation_requests
	for delete to authenticated using (person_id = (select private.viewer()) and state = 'pending');
create policy "who decides knows who asks" on public.people
	for select to authenticated
	using (id in (
		select r.person_id from public.organisation_requests r
		where r.state = 'pending' and r.person_id is distinct from (select private.viewer())
	));

create function private.guard_organisation_request() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	by_person boolean := (select auth.uid()) is not null;
begin
	if tg_op = 'INSERT' then
		if by_person then
			new.person_id := private.viewer();
		end if;
		if exists (select from public.organisation_members m where m.organisation_id = new.organisation_id and m.person_id = new.person_id) then
			raise sqlstate 'PT409' using message = 'This person is of the organisation already.', hint = 'member';
		end if;
		-- Each one writes to somebody.
		if by_person and (select count(*) from public.organisation_requests r
			where r.person_id = new.person_id and r.created_at > now() - interval '1 day') >= 10 then
			raise sqlstate 'PT409' using message = 'Ten requests a day.', hint = 'too-many';
		end if;
		return new;
	end if;
	if old.state <> 'pending' then
		raise sqlstate 'PT409' using message = 'This request was decided.', hint = 'decided';
	end if;
	if new.state <> 'pending' then
		new.decided_by := private.viewer();
		new.decided_at := now();
	end if;
	return new;
end
$$;
create trigger organisation_requests_guard before insert or update on public.organisation_requests
	for each row execute function private.guard_organisation_request();

create function private.follow_organisation_request() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if tg_op = 'UPDATE' and new.state = 'accepted' then
		insert into public.organisation_members (organisation_id, person_id, role)
		values (new.organisation_id, new.person_id, new.role) on conflict do nothing;
	end if;
	perform private.queue('mail-organisation', json_build_object('id', new.id, 'about', case new.state when 'pending' then 'asked' else new.state end),
		'mail-organisation:' || new.id || ':' || new.state);
	return null;
end
$$;
create trigger organisation_requests_follow after insert or update of state on public.organisation_requests
	for each row execute function private.follow_organisation_request();

-- A proposal waits for those who validate; what they decide is told to who proposed it.
create function private.tell_organisation() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	about constant text := case when new.status = 'proposed' then 'proposed'
		when old.published_at is null and new.status = 'published' then 'validated'
		when old.published_at is null and new.status = 'withdrawn' then 'not-validated' end;
begin
	if about is not null then
		perform private.queue('mail-organisation',
			json_build_object('id', new.id, 'about', about, 'reason', private.given_reason()),
			'mail-organisation:' || new.id || ':' || about);
	end if;
	return null;
end
$$;
create trigger organisations_tell_proposal after insert on public.organisations
	for each row when (new.status = 'proposed') execute function private.tell_organisation();
create trigger organisations_tell_decision after update of status on public.organisations
	for each row when (old.status is distinct from new.status) execute function private.tell_organisation();

-- To whom a mail about an organisation goes: its referents, else those who facilitate the network.
create function private.organisation_correspondents(organisation uuid)
	returns table (person_id uuid, email text, language text, referent boolean)
	language plpgsql stable security definer set search_path = '' as $$
declare
	referents constant boolean := private.has_referent(organisation);
begin
	return query
		select p.id, u.email::text, p.language, referents
		from public.people p join auth.users u on u.id = p.account_id
		where u.email is not null and case when referents
			then p.id in (select m.person_id from public.organisation_members m where m.organisation_id = organisation and m.role = 'referent')
			else p.network_role in ('admin', 'animateur') end;
end
$$;
create function private.organisation_requester(person uuid) returns table (email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query select u.email::text, p.language from public.people p join auth.users u on u.id = p.account_id where p.id = person and u.email is not null;
end
$$;
create function private.organisation_proposers(organisation uuid) returns setof uuid
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query select a.person_id from private.authorships a where a.object_kind = 'organisation' and a.object_id = organisation;
end
$$;
create function private.organisation_facilitators() returns table (email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query select u.email::text, p.language from public.people p join auth.users u on u.id = p.account_id
		where p.network_role in ('admin', 'animateur') and u.email is not null;
end
$$;
grant execute on function private.organisation_correspondents, private.organisation_requester, private.organisation_proposers, private.organisation_facilitators to service_role;

-- Finding one's own organisation -------------------------------------------------------------------
create index organisations_name_trigram_key on public.organisations using gin (private.fold(name) extensions.gin_trgm_ops);
create index organisation_names_trigram_key on public.organisation_names using gin (private.fold(name) extensions.gin_trgm_ops);
create index organisations_acronym_key on public.organisations (private.fold(acronym));
create index territories_name_key on public.territories (private.fold(name));

comment on table public.organisation_requests is 'Who asks to join an organisation, and what was answered.';
