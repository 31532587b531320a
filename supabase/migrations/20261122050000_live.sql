-- What the processes that serve the network listen to (docs/architecture.md § How a fact travels). Only
-- ids leave by these two channels: who receives one fetches the object under their own rights.

-- A fact of the journal. Sent when the transaction ends, so that the version is the one that is committed;
-- what is rolled back is never said.
create function private.relay_activity() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	-- By convention the table of an object is its kind in the plural; a kind without a version has none to say.
	described regclass := to_regclass(format('public.%I', new.object_kind || 's'));
	current_version integer;
begin
	if exists (
		select from pg_catalog.pg_attribute a
		where a.attrelid = described and a.attname = 'version' and a.atttypid = 'integer'::regtype and not a.attisdropped
	) then
		execute format('select version from %s where id = $1', described) into current_version using new.object_id;
	end if;
	perform pg_notify('palabre_changed', json_build_object(
		'object', new.object_kind, 'id', new.object_id, 'space', new.space_id, 'version', current_version
	)::text);
	return null;
end
$$;
create constraint trigger activity_relay after insert on public.activity
	deferrable initially deferred for each row execute function private.relay_activity();

-- What somebody may do or see is no longer what it was: their open connections are closed, and judged again.
create function private.announce_rights(person uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if person is not null then
		perform pg_notify('palabre_rights', person::text);
	end if;
end
$$;
comment on function private.announce_rights is
	'For triggers, definer functions and the system''s own work: whatever gives or takes a right of a person says so here.';
grant execute on function private.announce_rights to service_role;

create function private.follow_membership() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.announce_rights(old.person_id);
	perform private.announce_rights(new.person_id);
	return null;
end
$$;
create trigger space_members_rights after insert or update or delete on public.space_members
	for each row execute function private.follow_membership();
create trigger organisation_members_rights after insert or update or delete on public.organisation_members
	for each row execute function private.follow_membership();

create function private.follow_person_rights() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.announce_rights(new.id);
	return null;
end
$$;
create trigger people_rights after update on public.people for each row
	when (old.network_role is distinct from new.network_role or old.account_id is distinct from new.account_id)
	execute function private.follow_person_rights();

-- A session that is closed, by our pages or by /auth/v1/logout.
create function private.follow_session() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.announce_rights((select p.id from public.people p where p.account_id = old.user_id));
	return null;
end
$$;
-- A hosted Supabase may keep its tables to itself: docs/operations.md says what to run there, and what
-- holds without it.
do $$
begin
	create trigger sessions_rights after delete on auth.sessions
		for each row execute function private.follow_session();
exception when insufficient_privilege then
	raise notice 'auth.sessions is not ours: the trigger sessions_rights was not made (docs/operations.md).';
end
$$;
