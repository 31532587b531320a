-- What an invitation still gives: each part only while who invited may still give it.
create function private.invitation_gives(invitation public.invitations)
	returns table (network_role text, organisation_id uuid, space_id uuid, holds boolean)
	language plpgsql stable security definer set search_path = '' as $$
declare
	inviter uuid := invitation.inviter_id;
begin
	network_role := case when private.invites(inviter, invitation.network_role, null, null) then invitation.network_role else 'membre' end;
	organisation_id := case when invitation.organisation_id is not null
		and private.invites(inviter, 'membre', invitation.organisation_id, null) then invitation.organisation_id end;
	space_id := case when invitation.space_id is not null
		and private.invites(inviter, 'membre', null, invitation.space_id) then invitation.space_id end;
	holds := organisation_id is not null or space_id is not null or private.invites(inviter, 'membre', null, null);
	return next;
end
$$;
comment on function private.invitation_gives is 'Called by functions only: no role may execute it.';

create function private.invitation_state(invitation public.invitations) returns text
	language sql stable security definer set search_path = ''
	begin atomic
		select case
			when invitation.accepted_at is not null then 'accepted'
			-- One that expired and was replaced by another is said to be expired.
			when invitation.revoked_at < invitation.expires_at then 'revoked'
			when invitation.expires_at < now() then 'expired'
			when not (select g.holds from private.invitation_gives(invitation) g) then 'lapsed'
			else 'open' end;
	end;
comment on function private.invitation_state is 'Called by functions only: no role may execute it.';

create function private.invitation_of(given_hash text) returns public.invitations
	language sql stable security definer set search_path = ''
	begin atomic
		select i from private.invitation_sendings s join public.invitations i on i.id = s.invitation_id where s.token_hash = given_hash;
	end;
comment on function private.invitation_of is 'Called by functions only: no role may execute it.';

-- Where who accepts goes: what they were invited to.
create function private.invitation_path(space uuid, organisation uuid) returns text
	language sql stable security definer set search_path = ''
	begin atomic
		select coalesce(
			(select '/espaces/' || s.slug from public.spaces s where s.id = space),
			(select '/annuaire/' || o.slug from public.organisations o where o.id = organisation),
			'/');
	end;
comment on function private.invitation_path is 'Called by functions only: no role may execute it.';

-- What the page of a link says: whoever holds the token was written to, or was shown the mail. The invited
-- address is not spelt out: the mail may have been passed on.
create function private.read_invitation(given_hash text) returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	invitation public.invitations := private.invitation_of(given_hash);
	gives record;
	account auth.users;
	viewer uuid := private.viewer();
begin
	if invitation.id is null then
		return null;
	end if;
	select * into gives from private.invitation_gives(invitation);
	select * into account from auth.users u where u.id = (select auth.uid());
	return jsonb_build_object(
		'state', private.invitation_state(invitation),
		'name', invitation.name,
		'address', regexp_replace(invitation.email, '^(.).*@', '\1…@'),
		'inviter', (select p.name from public.people p where p.id = invitation.inviter_id and p.account_id is not null),
		'networkRole', gives.network_role,
		'organisation', (select o.name from public.organisations o where o.id = gives.organisation_id),
		'organisationRole', invitation.organisation_role,
		'space', (select s.name from public.spaces s where s.id = gives.space_id),
		'spaceRole', invitation.space_role,
		'seat', (select o.name from public.organisations o where o.id = invitation.seat_id and gives.space_id is not null),
		'word', invitation.word,
		'expiresAt', invitation.expires_at,
		-- Nobody is signed in, the invited address is, or another one is.
		'viewer', case when account.id is null then 'nobody'
			when account.email = invitation.email and private.viewer_is_verified() then 'invited' else 'other' end,
		'viewerIsPerson', viewer is not null,
		'acceptedByViewer', viewer is not null and invitation.accepted_by = viewer,
		'path', private.invitation_path(gives.space_id, gives.organisation_id)
	);
end
$$;
grant execute on function private.read_invitation to anon, authenticated;

-- The invited address, for the mail that proves it.
create function private.invitation_address(given_hash text) returns table (invitation_id uuid, email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
declare
	invitation public.invitations := private.invitation_of(given_hash);
begin
	if invitation.id is not null and private.invitation_state(invitation) = 'open' then
		return query select invitation.id, invitation.email, invitation.language;
	end if;
end
$$;
grant execute on function private.invitation_address to service_role;

-- Gives to a person what the invitation still gives, and closes it. What they already are is left as it is.
create function private.give_invited_roles(invitation public.invitations, person uuid) returns text
	language plpgsql volatile security definer set search_path = '' as $$
declare
	gives record;
begin
	select * into gives from private.invitation_gives(invitation);
	if not gives.holds then
		return '/';
	end if;
	if gives.network_role <> 'membre' then
		update public.people set network_role = gives.network_role where id = person and network_role = 'membre';
	end if;
	if gives.organisation_id is not null then
		insert into public.organisation_members (organisation_id, person_id, role)
		values (gives.organisation_id, person, invitation.organisation_role) on conflict do nothing;
	end if;
	if gives.space_id is not null then
		insert into public.space_members (space_id, person_id, organisation_id, role)
		values (gives.space_id, person, coalesce(invitation.seat_id, gives.organisation_id), invitation.space_role) on conflict do nothing;
	end if;
	update public.invitations set accepted_at = now(), accepted_by = person where id = invitation.id;
	delete from private.invitation_acceptances where invitation_id = invitation.id;
	delete from private.invitation_codes where invitation_id = invitation.id;
	return private.invitation_path(gives.space_id, gives.organisation_id);
end
$$;
comment on function private.give_invited_roles is 'Called by functions only: no role may execute it.';

-- The viewer accepts. Their account must have proven the invited address: it is its own, or a code that
-- was mailed there is given. Answers `accepted` with where to go, `welcome` when they have to say who they
-- are first, `wrong-code`, `not-yours`, or the state of the invitation.
create function private.accept_invitation(given_hash text, given_code_hash text default null) returns jsonb
	language plpgsql volatile security definer set search_path = '' as $$
declare
	invitation public.invitations := private.invitation_of(given_hash);
	account uuid := (select auth.uid());
	person uuid := private.viewer();
	state text;
	gives record;
	path text;
begin
	if account is null or not private.viewer_is_verified() then
		raise insufficient_privilege using message = 'Only an account that proved its address accepts.';
	end if;
	if invitation.id is null then
		return jsonb_build_object('outcome', 'absent');
	end if;
	select * into invitation from public.invitations i where i.id = invitation.id for update;
	state := private.invitation_state(invitation);
	if state = 'accepted' and invitation.accepted_by = person then
		select * into gives from private.invitation_gives(invitation);
		return jsonb_build_object('outcome', 'accepted', 'path', private.invitation_path(gives.space_id, gives.organisation_id));
	end if;
	if state <> 'open' then
		return jsonb_build_object('outcome', state);
	end if;
	if not exists (select from auth.users u where u.id = account and u.email = invitation.email) then
		if person is null or given_code_hash is null then
			return jsonb_build_object('outcome', 'not-yours');
		end if;
		update private.invitation_codes c set tries = c.tries + 1
		where c.invitation_id = invitation.id and c.account_id = account and c.expires_at > now() and c.tries < 5;
		if not found or not exists (
			select from private.invitation_codes c
			where c.invitation_id = invitation.id and c.account_id = account and c.code_hash = given_code_hash) then
			return jsonb_build_object('outcome', 'wrong-code');
		end if;
	end if;
	if person is null then
		insert into private.invitation_acceptances (invitation_id, account_id) values (invitation.id, account) on conflict do nothing;
		perform private.admit(account, invitation.inviter_id);
		select * into gives from private.invitation_gives(invitation);
		return jsonb_build_object('outcome', 'welcome', 'path', private.invitation_path(gives.space_id, gives.organisation_id));
	end if;
	path := private.give_invited_roles(invitation, person);
	return jsonb_build_object('outcome', 'accepted', 'path', path);
end
$$;
grant execute on function private.accept_invitation to authenticated;

-- Somebody said who they are: what their account had accepted is theirs, if it still holds.
create function private.welcome_the_invited() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	invitation public.invitations;
begin
	for invitation in
		select i.* from private.invitation_acceptances a join public.invitations i on i.id = a.invitation_id
		where a.account_id = new.account_id and i.accepted_at is null and i.revoked_at is null
		order by a.accepted_at for update of i
	loop
		perform private.give_invited_roles(invitation, new.id);
	end loop;
	return null;
end
$$;
create trigger people_welcome after insert on public.people for each row execute function private.welcome_the_invited();
