-- Where one is signed in. The rows are the authentication server's own (`auth.sessions`), which no role
-- reads: these functions show and close those of the viewer, and nobody else's.
create function private.viewer_sessions()
	returns table (id uuid, user_agent text, opened_at timestamptz, used_at timestamptz, here boolean)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query
		select s.id, s.user_agent::text, s.created_at, greatest(s.updated_at, s.created_at),
			s.id = (current_setting('request.jwt.claims', true)::jsonb ->> 'session_id')::uuid
		from auth.sessions s
		where s.user_id = (select auth.uid()) and (s.not_after is null or s.not_after > now())
		order by 5 desc, 4 desc, 1
		limit 100;
end
$$;
comment on function private.viewer_sessions is 'The open sessions of the viewer''s account, this one first. used_at is that of the last renewal of its token: ten minutes at most before the last page.';
grant execute on function private.viewer_sessions to authenticated;

create function private.close_session(session uuid) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
begin
	-- Its refresh tokens go with it, on the embedded server as on a hosted one.
	delete from auth.sessions where id = session and user_id = (select auth.uid());
	if found then
		-- A hosted server may have no trigger on this table that says so.
		perform private.announce_rights(private.viewer());
		return true;
	end if;
	return false;
end
$$;
comment on function private.close_session is 'Closes one session of the viewer''s own account; false when there is none of that id.';
grant execute on function private.close_session to authenticated;

-- The authentication server sees our process, not the device behind it.
create function private.name_session(session uuid, agent text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update auth.sessions set user_agent = left(agent, 300) where id = session;
end
$$;
comment on function private.name_session is 'Notes with which device a session was opened, when it is opened.';
grant execute on function private.name_session to service_role;
