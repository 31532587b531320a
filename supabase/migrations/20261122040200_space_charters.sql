-- The charter of a space (`domain.md` CO-10): its versions, and who accepted which. While a version is in
-- force, the people of an organisation that did not accept it are not members: they see the charter and
-- the door. Who sits for no organisation accepts for themselves; facilitators hold the space, they are
-- never kept out (docs/decisions).
-- Who published a version is told by the journal, under the policies of people: everybody who reads an open
-- space reads the columns of its charter.
create table public.space_charters (
	id uuid primary key,
	space_id uuid not null references public.spaces (id) on delete cascade,
	-- Given by its trigger.
	version integer not null default 0,
	-- Null: the charter is withdrawn from this version on.
	body public.markdown check (char_length(btrim(body)) between 20 and 20000),
	published_at timestamptz not null default now(),
	-- The grace: until then, who was in stays in.
	required_from timestamptz not null default now(),
	unique (space_id, version),
	constraint "the grace is at most three months" check (required_from between published_at - interval '1 minute' and published_at + interval '93 days')
);
create index space_charters_in_force_key on public.space_charters (space_id, required_from);

create table public.charter_acceptances (
	id uuid primary key,
	charter_id uuid not null references public.space_charters (id) on delete cascade,
	-- Null: who accepts sits for no organisation, and accepts for themselves.
	organisation_id uuid references public.organisations (id) on delete cascade,
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	accepted_at timestamptz not null default now()
);
create unique index charter_acceptances_organisation_key on public.charter_acceptances (charter_id, organisation_id) where organisation_id is not null;
create unique index charter_acceptances_person_key on public.charter_acceptances (charter_id, person_id) where organisation_id is null;
create index charter_acceptances_body_key on public.charter_acceptances (organisation_id, charter_id);
create index charter_acceptances_signer_key on public.charter_acceptances (person_id, charter_id);

-- Whether somebody who sits there for this body (or for none) is kept out by the version in force. Who
-- accepted a later one, published ahead, accepted enough.
create function private.charter_keeps_out(space uuid, body uuid, person uuid) returns boolean
	language sql stable security definer set search_path = ''
	begin atomic
		select coalesce((
			select c.body is not null and not exists (
				select from public.charter_acceptances a join public.space_charters later on later.id = a.charter_id
				where later.space_id = charter_keeps_out.space and later.version >= c.version
					and (charter_keeps_out.body is not null and a.organisation_id = charter_keeps_out.body
						or charter_keeps_out.body is null and a.organisation_id is null and a.person_id = charter_keeps_out.person)
			)
			from public.space_charters c
			where c.space_id = charter_keeps_out.space and c.required_from <= now() order by c.version desc limit 1
		), false);
	end;
comment on function private.charter_keeps_out is 'Called by the functions of membership only: no role may execute it.';

create function private.viewer_seats() returns table (space_id uuid, role text)
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select m.space_id, m.role from public.space_members m
		join public.people p on p.id = m.person_id
		where p.account_id = (select auth.uid())
			and (m.role = 'animateur' or not private.charter_keeps_out(m.space_id, m.organisation_id, m.person_id));
	end;
comment on function private.viewer_seats is 'The seats that the viewer holds, whose charter is accepted. Called by functions only.';

create or replace function private.viewer_spaces() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select s.space_id from private.viewer_seats() s;
	end;
create or replace function private.viewer_writing_spaces() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select seat.space_id from private.viewer_seats() seat
		join public.spaces s on s.id = seat.space_id
		where seat.role <> 'observateur' and s.archived_at is null;
	end;

alter table public.space_charters enable row level security;
alter table public.charter_acceptances enable row level security;
grant select, insert, update, delete on public.space_charters, public.charter_acceptances to service_role;
grant select on public.space_charters to anon, authenticated;
grant insert (id, space_id, body, required_from) on public.space_charters to authenticated;
grant select, insert (id, charter_id, organisation_id) on public.charter_acceptances to authenticated;
create policy "whoever reads a space, or stands at its door, reads its charter" on public.space_charters
	for select to anon, authenticated
	using (space_id in (select id from public.spaces) or space_id in (select private.viewer_doors()));
create policy "its facilitators publish a version of its charter" on public.space_charters
	for insert to authenticated with check (space_id in (select private.viewer_facilitated_spaces()));
create policy "members read who accepted the charter" on public.charter_acceptances
	for select to authenticated
	using (charter_id in (select c.id from public.space_charters c where c.space_id in (select private.viewer_spaces())));
create policy "people read what they, or their organisation, accepted" on public.charter_acceptances
	for select to authenticated
	using (person_id = (select private.viewer()) or organisation_id in (select private.viewer_organisations()));
create policy "a referent accepts for their organisation, who sits for none for themselves" on public.charter_acceptances
	for insert to authenticated
	with check (
		person_id = (select private.viewer())
		and (organisation_id is null or organisation_id in (select private.viewer_referent_organisations()))
		and charter_id in (select c.id from public.space_charters c where c.space_id in (select private.viewer_doors()))
	);

create function private.number_charter() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform from public.spaces where id = new.space_id for no key update;
	new.version := coalesce((select max(c.version) from public.space_charters c where c.space_id = new.space_id), 0) + 1;
	return new;
end
$$;
create trigger space_charters_number before insert on public.space_charters
	for each row execute function private.number_charter();
create trigger space_charters_archived after insert on public.space_charters
	for each row execute function private.refuse_when_archived();

create function private.follow_charter() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.record_activity(case when new.body is null then 'charter-withdrawn' else 'charter' end, 'space', new.space_id, new.space_id);
	if new.body is not null then
		perform private.queue('mail-space', json_build_object('id', new.space_id, 'about', 'charter'),
			'mail-space:' || new.space_id || ':charter', '1 minute');
	end if;
	-- Who is kept out from now on is judged again.
	perform private.announce_rights(m.person_id) from public.space_members m where m.space_id = new.space_id;
	return null;
end
$$;
create trigger space_charters_follow after insert on public.space_charters
	for each row execute function private.follow_charter();

-- After the row is judged: one accepts the version that is there, not one that was replaced meanwhile.
create function private.follow_acceptance() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	accepted public.space_charters;
begin
	select * into accepted from public.space_charters c where c.id = new.charter_id;
	if accepted.body is null or exists (
		select from public.space_charters c where c.space_id = accepted.space_id and c.version > accepted.version
	) then
		raise sqlstate 'PT409' using message = 'This version was replaced: read the new one.', hint = 'charter-replaced';
	end if;
	perform private.record_activity('charter-accepted', case when new.organisation_id is null then 'person' else 'organisation' end,
		coalesce(new.organisation_id, new.person_id), accepted.space_id);
	perform private.announce_rights(m.person_id) from public.space_members m
	where m.space_id = accepted.space_id and (m.organisation_id = new.organisation_id or m.person_id = new.person_id);
	return null;
end
$$;
create trigger charter_acceptances_follow after insert on public.charter_acceptances
	for each row execute function private.follow_acceptance();

create policy "members see which bodies accepted the charter" on public.activity
	for select to authenticated
	using (object_kind = 'organisation' and verb = 'charter-accepted' and space_id in (select private.viewer_spaces())
		and object_id in (select id from public.organisations));

-- Who is asked to accept: the referents of the bodies that are gathered or seated, and who sits for none.
create function private.space_signatories(space uuid) returns table (email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query select u.email::text, p.language from public.people p join auth.users u on u.id = p.account_id
		where u.email is not null and p.id in (
			select m.person_id from public.organisation_members m
			where m.role = 'referent' and m.organisation_id in (
				select so.organisation_id from public.space_organisations so where so.space_id = space
				union select s.organisation_id from public.space_members s where s.space_id = space
			)
			union select s.person_id from public.space_members s where s.space_id = space and s.organisation_id is null and s.role <> 'animateur'
		);
end
$$;
grant execute on function private.space_signatories to service_role;

-- What the viewer has to accept, for the dashboard and the page of the charter: the latest version of each
-- space where they sit or whose body is gathered, with the bodies for which they may accept it.
create function private.charters_to_accept() returns table (space_id uuid, slug text, name text, required_from timestamptz)
	language sql stable security definer set search_path = '' rows 4
	begin atomic
		select s.id, s.slug::text, s.name, c.required_from
		from public.space_members m
		join public.spaces s on s.id = m.space_id and s.archived_at is null
		cross join lateral (
			select latest.id, latest.body, latest.required_from from public.space_charters latest
			where latest.space_id = s.id order by latest.version desc limit 1
		) c
		where m.person_id = private.viewer() and c.body is not null and m.role <> 'animateur'
			and (m.organisation_id is null or m.organisation_id in (select private.viewer_referent_organisations()))
			and not exists (
				select from public.charter_acceptances a where a.charter_id = c.id
					and (a.organisation_id = m.organisation_id or m.organisation_id is null and a.organisation_id is null and a.person_id = m.person_id)
			);
	end;
grant execute on function private.charters_to_accept to authenticated;

comment on table public.space_charters is 'Each version of the charter of a space; the last one whose grace is over is in force.';
comment on table public.charter_acceptances is 'Who accepted which version, for which organisation.';

-- Whether the viewer is a member whom the charter keeps out.
create function private.is_kept_out(space uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (select from public.space_members m where m.space_id = space and m.person_id = private.viewer())
		and space not in (select private.viewer_spaces());
comment on function private.is_kept_out is 'A member until the charter is accepted; a visitor never is.';
grant execute on function private.is_kept_out to anon, authenticated;

-- For whom the viewer may accept the latest version: bodies that they answer for, and themselves when they
-- sit for none. At the door nothing else says which bodies the space gathers.
create function private.charter_signatures(space uuid) returns table (organisation_id uuid, name text, accepted boolean)
	language sql stable security definer set search_path = '' rows 2
	begin atomic
		with latest as (
			select c.id from public.space_charters c where c.space_id = charter_signatures.space order by c.version desc limit 1
		)
		select o.id, o.name, exists (select from public.charter_acceptances a, latest where a.charter_id = latest.id and a.organisation_id = o.id)
		from public.organisations o
		where o.id in (select private.viewer_referent_organisations()) and (
			exists (select from public.space_organisations so where so.space_id = charter_signatures.space and so.organisation_id = o.id)
			or exists (select from public.space_members m where m.space_id = charter_signatures.space and m.organisation_id = o.id and m.person_id = private.viewer())
		)
		union all
		select null, null, exists (
			select from public.charter_acceptances a, latest where a.charter_id = latest.id and a.organisation_id is null and a.person_id = private.viewer()
		)
		from public.space_members m
		where m.space_id = charter_signatures.space and m.person_id = private.viewer() and m.organisation_id is null and m.role <> 'animateur';
	end;
grant execute on function private.charter_signatures to authenticated;
