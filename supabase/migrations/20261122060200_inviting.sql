-- How many mails one person may still make the network write: 250 in a day, 3 in a week to one address.
create function private.invitation_mails_left(person uuid, address text) returns integer
	language sql stable security definer set search_path = ''
	begin atomic
		select least(
			250 - (select count(*) from private.invitation_sendings s where s.person_id = person and s.asked_at > now() - interval '1 day'),
			3 - (select count(*) from private.invitation_sendings s join public.invitations i on i.id = s.invitation_id
				where s.person_id = person and s.asked_at > now() - interval '7 days' and i.email = address)
		)::integer;
	end;
comment on function private.invitation_mails_left is 'Called by functions only: no role may execute it.';

-- Whether the person behind an address already has what an invitation would give. Said only of a body
-- whose members the one who asks sees; for the network alone, to administrators, who see addresses.
create function private.invited_is_there(inviter uuid, address text, organisation uuid, space uuid) returns boolean
	language plpgsql stable security definer set search_path = '' as $$
declare
	person uuid;
begin
	if organisation is null and space is null
		and not exists (select from public.people where id = inviter and network_role = 'admin') then
		return false;
	end if;
	select p.id into person from auth.users u join public.people p on p.account_id = u.id
	where u.email = address and u.is_sso_user = false;
	return person is not null
		and (organisation is null or exists (
			select from public.organisation_members m where m.organisation_id = organisation and m.person_id = person))
		and (space is null or exists (
			select from public.space_members m where m.space_id = space and m.person_id = person));
end
$$;
comment on function private.invited_is_there is 'Called by functions only: no role may execute it.';

-- Invites, line by line. Each line is judged for itself: `invited`, `member` (already there), `waiting`
-- (already invited), `limit` (too many mails), `refused` (not theirs to give).
create function private.invite(lines jsonb) returns table (id uuid, outcome text)
	language plpgsql volatile security definer set search_path = '' as $$
declare
	inviter uuid := private.viewer();
	given record;
begin
	if inviter is null then
		raise insufficient_privilege using message = 'Only people of the network invite.';
	end if;
	if jsonb_array_length(lines) > 200 then
		raise sqlstate 'PT409' using message = 'Two hundred invitations at most at a time.';
	end if;
	-- The same person from two windows: limits and duplicates are counted one after the other.
	perform pg_advisory_xact_lock(hashtextextended('invitations ' || inviter, 0));
	for given in
		select l.* from jsonb_to_recordset(lines) as l(id uuid, email text, name text, language text, "networkRole" text,
			"organisationId" uuid, "organisationRole" text, "spaceId" uuid, "spaceRole" text, "seatId" uuid, word text)
	loop
		id := given.id;
		outcome := private.invite_one(inviter, given);
		return next;
	end loop;
end
$$;

create function private.invite_one(inviter uuid, given record) returns text
	language plpgsql volatile security definer set search_path = '' as $$
declare
	written integer;
begin
	if exists (select from public.invitations i where i.id = given.id) then
		-- The same form posted twice; the id of somebody else's is nobody's business.
		return case when exists (select from public.invitations i where i.id = given.id and i.inviter_id = inviter)
			then 'invited' else 'refused' end;
	end if;
	if not private.invites(inviter, given."networkRole", given."organisationId", given."spaceId")
		or given."seatId" is not null and not exists (
			select from public.space_organisations so where so.space_id = given."spaceId" and so.organisation_id = given."seatId") then
		return 'refused';
	end if;
	if private.invited_is_there(inviter, given.email, given."organisationId", given."spaceId") then
		return 'member';
	end if;
	-- One that expired gives way to the new one.
	update public.invitations i set revoked_at = now()
	where i.email = given.email and i.organisation_id is not distinct from given."organisationId"
		and i.space_id is not distinct from given."spaceId"
		and i.accepted_at is null and i.revoked_at is null and i.expires_at < now();
	if exists (
		select from public.invitations i
		where i.email = given.email and i.organisation_id is not distinct from given."organisationId"
			and i.space_id is not distinct from given."spaceId" and i.accepted_at is null and i.revoked_at is null) then
		return 'waiting';
	end if;
	if private.invitation_mails_left(inviter, given.email) <= 0 then
		return 'limit';
	end if;
	insert into public.invitations (id, email, name, language, network_role, organisation_id, organisation_role,
		space_id, space_role, seat_id, word, inviter_id)
	values (given.id, given.email, given.name, given.language, given."networkRole", given."organisationId", given."organisationRole",
		given."spaceId", given."spaceRole", given."seatId", given.word, inviter)
	on conflict do nothing;
	get diagnostics written = row_count;
	-- Somebody else invited to the same body at the same moment.
	if written = 0 then
		return 'waiting';
	end if;
	insert into private.invitation_sendings (invitation_id, person_id) values (given.id, inviter);
	return 'invited';
end
$$;
comment on function private.invite_one is 'Called by private.invite only: no role may execute it.';
grant execute on function private.invite to authenticated;

-- Who reads an invitation may withdraw it: who invited, and those who answer for the same body.
create function private.viewer_reads_invitation(invitation public.invitations) returns boolean
	language sql stable security definer set search_path = ''
	begin atomic
		select coalesce(invitation.inviter_id = private.viewer() or private.viewer_plays('admin')
			or invitation.space_id is null and private.viewer_plays('animateur')
			or invitation.organisation_id in (select private.viewer_referent_organisations())
			or invitation.space_id in (select private.viewer_facilitated_spaces()), false);
	end;
comment on function private.viewer_reads_invitation is 'The policies of public.invitations, for the functions that change it: no role may execute it.';

create function private.revoke_invitation(invitation uuid) returns text
	language plpgsql volatile security definer set search_path = '' as $$
declare
	found_one public.invitations;
begin
	select * into found_one from public.invitations i where i.id = invitation for update;
	if found_one.id is null or not private.viewer_reads_invitation(found_one) then
		return 'absent';
	end if;
	if found_one.accepted_at is not null or found_one.revoked_at is not null then
		return 'closed';
	end if;
	update public.invitations i set revoked_at = now() where i.id = invitation;
	return 'revoked';
end
$$;
grant execute on function private.revoke_invitation to authenticated;

-- Who sends it again answers for it from then on: it is their right that is judged when it is accepted.
create function private.resend_invitation(invitation uuid) returns text
	language plpgsql volatile security definer set search_path = '' as $$
declare
	sender uuid := private.viewer();
	found_one public.invitations;
begin
	select * into found_one from public.invitations i where i.id = invitation for update;
	if found_one.id is null or not private.viewer_reads_invitation(found_one) then
		return 'absent';
	end if;
	if not private.invites(sender, found_one.network_role, found_one.organisation_id, found_one.space_id) then
		return 'refused';
	end if;
	if found_one.accepted_at is not null or found_one.revoked_at is not null then
		return 'closed';
	end if;
	if found_one.last_sent_at > now() - interval '1 day' then
		return 'too-soon';
	end if;
	if found_one.sent_count >= 4 or private.invitation_mails_left(sender, found_one.email) <= 0 then
		return 'limit';
	end if;
	update public.invitations i set sent_count = i.sent_count + 1, last_sent_at = now(),
		expires_at = now() + interval '14 days', inviter_id = sender
	where i.id = invitation;
	insert into private.invitation_sendings (invitation_id, person_id) values (invitation, sender);
	return 'resent';
end
$$;
comment on function private.resend_invitation is 'Three times at most, a day apart.';
grant execute on function private.resend_invitation to authenticated;
