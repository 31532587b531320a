-- The people of an organisation: who answers for it changes, the organisation stays (`domain.md` IN-10).
grant update (role), delete on public.organisation_members to authenticated;
create policy "referents and facilitators change roles" on public.organisation_members
	for update to authenticated using (private.manages_organisation(organisation_id));
create policy "people leave, referents and facilitators remove" on public.organisation_members
	for delete to authenticated
	using (person_id = (select private.viewer()) or private.manages_organisation(organisation_id));

-- Whatever a person shows of themselves, they are known to those who work beside them.
create policy "colleagues know each other" on public.people
	for select to authenticated
	using (id in (select m.person_id from public.organisation_members m where m.organisation_id in (select private.viewer_organisations())));

create function private.has_referent(organisation uuid, beside uuid default null) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.organisation_members m join public.people p on p.id = m.person_id
		where m.organisation_id = organisation and m.role = 'referent' and p.account_id is not null and p.id is distinct from beside
	);
comment on function private.has_referent is 'Whether somebody with an account answers for it. Called by triggers and functions only.';

-- Two referents who leave at the same time wait for each other here, so that the second is the last.
create function private.guard_organisation_member() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	gone constant uuid := old.organisation_id;
begin
	if old.role = 'referent' and (tg_op = 'DELETE' or new.role <> 'referent') then
		perform from public.organisations where id = gone for no key update;
		-- With its organisation, everything goes.
		if found and not private.has_referent(gone, old.person_id) then
			-- « Je pars quand même » travels with the transaction. The system's own work (an account that
			-- goes) is not stopped: the network is told.
			if (select auth.uid()) is not null and coalesce(current_setting('palabre.leaves_anyway', true), '') <> 'yes' then
				raise sqlstate 'PT409' using message = 'An organisation does not lose its last referent in silence.', hint = 'last-referent';
			end if;
			perform private.record_activity('without-referent', 'organisation', gone);
			perform private.queue('mail-organisation', json_build_object('id', gone, 'about', 'without-referent'),
				'mail-organisation:' || gone || ':without-referent');
		end if;
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger organisation_members_guard before update or delete on public.organisation_members
	for each row execute function private.guard_organisation_member();

create function private.follow_organisation_member() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	body constant uuid := coalesce(new.organisation_id, old.organisation_id);
	person constant uuid := coalesce(new.person_id, old.person_id);
begin
	if tg_op = 'UPDATE' and new.role = old.role or not exists (select from public.organisations where id = body) then
		return null;
	end if;
	perform private.record_activity(
		case when tg_op = 'INSERT' then 'person-joined' when tg_op = 'UPDATE' then 'role-changed'
			when private.viewer() is distinct from person and private.viewer() is not null then 'person-removed'
			else 'person-left' end,
		'organisation', body
	);
	return null;
end
$$;
create trigger organisation_members_follow after insert or update or delete on public.organisation_members
	for each row execute function private.follow_organisation_member();
