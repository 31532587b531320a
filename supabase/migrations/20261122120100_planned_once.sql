-- The helpers that every policy of a space asks. Written in SQL they were planned anew at each transaction, two or
-- three milliseconds on each other: PL/pgSQL keeps its plans as long as the connection. They say the same.
create or replace function private.viewer() returns uuid
	language plpgsql stable security definer set search_path = '' as $$
begin
	return (select id from public.people where account_id = (select auth.uid()));
end
$$;

create or replace function private.charter_keeps_out(space uuid, body uuid, person uuid) returns boolean
	language plpgsql stable security definer set search_path = '' as $$
begin
	return coalesce((
		select c.body is not null and not exists (
			select from public.charter_acceptances a join public.space_charters later on later.id = a.charter_id
			where later.space_id = charter_keeps_out.space and later.version >= c.version
				and (charter_keeps_out.body is not null and a.organisation_id = charter_keeps_out.body
					or charter_keeps_out.body is null and a.organisation_id is null and a.person_id = charter_keeps_out.person)
		)
		from public.space_charters c
		where c.space_id = charter_keeps_out.space and c.required_from <= now() order by c.version desc limit 1
	), false);
end
$$;

create or replace function private.viewer_seats() returns table (space_id uuid, role text)
	language plpgsql stable security definer set search_path = '' rows 8 as $$
begin
	return query
		select m.space_id, m.role from public.space_members m
		join public.people p on p.id = m.person_id
		where p.account_id = (select auth.uid())
			and (m.role = 'animateur' or not private.charter_keeps_out(m.space_id, m.organisation_id, m.person_id));
end
$$;

create or replace function private.viewer_spaces() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 8 as $$
begin
	return query select s.space_id from private.viewer_seats() s;
end
$$;

create or replace function private.viewer_writing_spaces() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 8 as $$
begin
	return query
		select seat.space_id from private.viewer_seats() seat
		join public.spaces s on s.id = seat.space_id
		where seat.role <> 'observateur' and s.archived_at is null;
end
$$;
