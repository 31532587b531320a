-- An invitation by mail (`model.md` § Sessions): somebody who may, asks an address to come to the network,
-- perhaps to an organisation or a space, with a role. Its address is known to who invited and to those who
-- answer for the same body. What it gives is judged again when it is accepted.
create table public.invitations (
	id uuid primary key,
	email text not null check (email = lower(email) and email ~ '^[^\s@<>]+@[^\s@<>]+$' and char_length(email) <= 200),
	name text check (char_length(btrim(name)) between 2 and 80),
	language text not null default 'fr' check (language in ('fr', 'en')),
	network_role text not null default 'membre' check (network_role in ('admin', 'animateur', 'documentaliste', 'membre')),
	organisation_id uuid references public.organisations (id) on delete cascade,
	organisation_role text check (organisation_role in ('referent', 'contributeur')),
	space_id uuid references public.spaces (id) on delete cascade,
	space_role text check (space_role in ('animateur', 'decideur', 'technique', 'membre', 'observateur')),
	-- The organisation that they would sit for in the space.
	seat_id uuid references public.organisations (id) on delete set null,
	word text check (char_length(word) <= 600),
	inviter_id uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null default now() + interval '14 days',
	sent_count integer not null default 1,
	last_sent_at timestamptz not null default now(),
	accepted_at timestamptz,
	accepted_by uuid references public.people (id) on delete set null,
	revoked_at timestamptz,
	constraint "a role in an organisation" check ((organisation_id is null) = (organisation_role is null)),
	constraint "a role in a space" check ((space_id is null) = (space_role is null)),
	constraint "a seat is in a space" check (seat_id is null or space_id is not null),
	constraint "accepted or revoked" check (accepted_at is null or revoked_at is null)
);
-- One that waits per address and body: the same file twice sends nothing twice.
create unique index invitations_open_key on public.invitations (email,
	(coalesce(organisation_id, '00000000-0000-0000-0000-000000000000')), (coalesce(space_id, '00000000-0000-0000-0000-000000000000')))
	where accepted_at is null and revoked_at is null;
create index invitations_waiting_key on public.invitations (created_at desc, id desc) where accepted_at is null and revoked_at is null;
create index invitations_accepted_key on public.invitations (created_at desc, id desc) where accepted_at is not null;
create index invitations_revoked_key on public.invitations (created_at desc, id desc) where revoked_at is not null;
create index invitations_organisation_key on public.invitations (organisation_id, created_at desc, id desc) where organisation_id is not null;
create index invitations_space_key on public.invitations (space_id, created_at desc, id desc) where space_id is not null;
create index invitations_inviter_key on public.invitations (inviter_id, created_at desc);
create index invitations_seat_key on public.invitations (seat_id) where seat_id is not null;
create index invitations_accepted_by_key on public.invitations (accepted_by) where accepted_by is not null;

-- Each mail that was asked for, and the hash of the token that its link carries: earlier links still work,
-- until the invitation ends. Limits count these rows.
create table private.invitation_sendings (
	id uuid primary key default gen_random_uuid(),
	invitation_id uuid not null references public.invitations (id) on delete cascade,
	person_id uuid references public.people (id) on delete set null,
	asked_at timestamptz not null default now(),
	token_hash text unique
);
create index invitation_sendings_invitation_key on private.invitation_sendings (invitation_id);
create index invitation_sendings_person_key on private.invitation_sendings (person_id, asked_at);
alter table private.invitation_sendings enable row level security;
grant select, insert, update, delete on private.invitation_sendings to service_role;

-- The address is proven, nobody has yet said who they are: what was accepted waits for the person.
create table private.invitation_acceptances (
	invitation_id uuid not null references public.invitations (id) on delete cascade,
	account_id uuid not null references auth.users (id) on delete cascade,
	accepted_at timestamptz not null default now(),
	primary key (account_id, invitation_id)
);
create index invitation_acceptances_invitation_key on private.invitation_acceptances (invitation_id);
alter table private.invitation_acceptances enable row level security;

-- A code mailed to the invited address, so that somebody signed in with another one proves that both are
-- theirs. Its hash is made with the token of the link, which is kept nowhere.
create table private.invitation_codes (
	invitation_id uuid not null references public.invitations (id) on delete cascade,
	account_id uuid not null references auth.users (id) on delete cascade,
	code_hash text not null,
	tries integer not null default 0,
	expires_at timestamptz not null default now() + interval '30 minutes',
	primary key (invitation_id, account_id)
);
create index invitation_codes_account_key on private.invitation_codes (account_id);
alter table private.invitation_codes enable row level security;
grant select, insert, update, delete on private.invitation_codes to service_role;

create function private.queue_invitation() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.queue('mail-invitation', json_build_object('id', new.id), 'mail-invitation:' || new.id);
	return null;
end
$$;
create trigger invitation_sendings_mail after insert on private.invitation_sendings for each row execute function private.queue_invitation();

-- Who may invite to what. Asked when somebody invites and again, of who invited, when it is accepted.
create function private.invites(person uuid, network_role text, organisation uuid, space uuid) returns boolean
	language sql stable security definer set search_path = ''
	begin atomic
		select exists (
			select from public.people p
			where p.id = person and p.account_id is not null
				and (invites.network_role = 'membre' or p.network_role = 'admin')
				and (organisation is not null or space is not null or p.network_role in ('admin', 'animateur'))
				and (organisation is null or (
					exists (select from public.organisations o where o.id = organisation and o.status <> 'withdrawn')
					and (p.network_role in ('admin', 'animateur') or exists (
						select from public.organisation_members m
						where m.person_id = p.id and m.organisation_id = organisation and m.role = 'referent'))
				))
				and (space is null or (
					exists (select from public.spaces s where s.id = space and s.archived_at is null)
					and exists (select from public.space_members m where m.person_id = p.id and m.space_id = space and m.role = 'animateur')
				))
		);
	end;
comment on function private.invites is 'Whether a person may invite to the network, an organisation, a space. Called by functions only: no role may execute it.';

create function private.viewer_invites(organisation uuid, space uuid) returns boolean
	language sql stable security definer set search_path = ''
	return private.invites(private.viewer(), 'membre', organisation, space);
comment on function private.viewer_invites is 'Whether the viewer may invite to this organisation or space, to the network when both are null.';
grant execute on function private.viewer_invites to authenticated;

alter table public.invitations enable row level security;
grant select (id, email, name, language, network_role, organisation_id, organisation_role, space_id, space_role, seat_id, word,
	inviter_id, created_at, expires_at, sent_count, last_sent_at, accepted_at, accepted_by, revoked_at)
	on public.invitations to authenticated;
grant select, insert, update, delete on public.invitations to service_role;
create policy "people read the invitations that they sent" on public.invitations
	for select to authenticated using (inviter_id = (select private.viewer()));
create policy "administrators read every invitation" on public.invitations
	for select to authenticated using ((select private.viewer_plays('admin')));
create policy "facilitators read those to the network and its organisations" on public.invitations
	for select to authenticated using (space_id is null and (select private.viewer_plays('animateur')));
create policy "referents read those to their organisation" on public.invitations
	for select to authenticated using (organisation_id in (select private.viewer_referent_organisations()));
create policy "those who facilitate a space read those to it" on public.invitations
	for select to authenticated using (space_id in (select private.viewer_facilitated_spaces()));

-- The journal says that somebody invited, withdrew, accepted; never whom: an address is not its business.
create function private.follow_invitation() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		perform private.record_activity('invited', 'network', new.id);
	elsif new.revoked_at is not null and old.revoked_at is null then
		perform private.record_activity('invitation-revoked', 'network', new.id);
	elsif new.accepted_at is not null and old.accepted_at is null then
		perform private.record_activity('invitation-accepted', 'network', new.id);
	elsif new.sent_count > old.sent_count then
		perform private.record_activity('invitation-resent', 'network', new.id);
	end if;
	return null;
end
$$;
create trigger invitations_follow after insert or update on public.invitations for each row execute function private.follow_invitation();

comment on table public.invitations is 'Invitations by mail: to the network, an organisation, a space, with a role; 14 days; one that waits per address and body.';
