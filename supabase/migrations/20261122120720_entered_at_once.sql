-- A request enters and asks in one trip: what it asks is sent without waiting to hear that its session is open, so a
-- session that was closed has to fail all that follows it.
create function private.enter_as(claims jsonb, role text) returns void
	language plpgsql volatile set search_path = '' as $$
begin
	if not private.enter(claims) then
		raise sqlstate 'PT401' using message = 'This session was closed.';
	end if;
	perform set_config('role', role, true);
end
$$;
comment on function private.enter_as is 'Takes the verified claims of a request and its role; whatever follows fails when its session was closed.';
grant execute on function private.enter_as to palabre_app;
