-- The role of a person in the network is changed by its administrators, who never lose the last of them:
-- two who step down at the same moment wait for each other here.
create function private.guard_administrators() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if old.network_role = 'admin' and old.account_id is not null
		and (tg_op = 'DELETE' or new.network_role <> 'admin' or new.account_id is null) then
		perform pg_advisory_xact_lock(hashtextextended('administrators of the network', 0));
		if not exists (
			select from public.people p where p.network_role = 'admin' and p.account_id is not null and p.id <> old.id) then
			raise sqlstate 'PT409' using message = 'A network does not lose its last administrator.', hint = 'last-administrator';
		end if;
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger people_last_administrator before update of network_role, account_id or delete on public.people
	for each row execute function private.guard_administrators();

create function private.follow_network_role() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.record_activity('network-role-' || new.network_role, 'person', new.id);
	perform private.queue('mail-network-role', json_build_object('id', new.id, 'role', new.network_role, 'mail', gen_random_uuid()));
	return null;
end
$$;
create trigger people_network_role after update of network_role on public.people
	for each row when (old.network_role <> new.network_role) execute function private.follow_network_role();

-- Answers `done`, `changed` (somebody else changed it since it was shown), or `absent`.
create function private.set_network_role(person uuid, new_role text, was text) returns text
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if not private.viewer_plays('admin') then
		raise insufficient_privilege using message = 'Only administrators change the roles of the network.';
	end if;
	perform from public.people p where p.id = person and p.account_id is not null;
	if not found then
		return 'absent';
	end if;
	update public.people p set network_role = new_role where p.id = person and p.network_role = was;
	return case when found then 'done' else 'changed' end;
end
$$;
grant execute on function private.set_network_role to authenticated;

-- « Fermer ses sessions »: on a lost phone, or when somebody else signed in.
create function private.close_sessions_of(person uuid) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	closed integer;
begin
	if not private.viewer_plays('admin') then
		raise insufficient_privilege using message = 'Only administrators close the sessions of others.';
	end if;
	delete from auth.sessions s where s.user_id = (select p.account_id from public.people p where p.id = person);
	get diagnostics closed = row_count;
	-- A hosted server may have no trigger on this table that says so.
	perform private.announce_rights(person);
	perform private.record_activity('sessions-closed', 'person', person);
	return closed;
end
$$;
comment on function private.close_sessions_of is 'Closes every session of a person; how many they were.';
grant execute on function private.close_sessions_of to authenticated;

-- Where to write to a person, for the system's own mails.
create function private.correspondent(person uuid) returns table (name text, email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query
		select p.name, u.email::text, p.language from public.people p join auth.users u on u.id = p.account_id
		where p.id = person and u.email is not null;
end
$$;
grant execute on function private.correspondent to service_role;
