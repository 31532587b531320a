-- The helpers that nearly every policy calls, as they were, in PL/pgSQL: it plans a query once in a session, where a
-- function in SQL that is not inlined, and a definer never is, plans it again in each statement that calls it. Saying a
-- message cost four times as much, most of it for planning who may say it.
create or replace function private.viewer() returns uuid
	language plpgsql stable security definer set search_path = '' as $$
begin
	return (select p.id from public.people p where p.account_id = (select auth.uid()));
end
$$;

create or replace function private.viewer_plays(variadic roles text[]) returns boolean
	language plpgsql stable security definer set search_path = '' as $$
begin
	return exists (
		select from public.people p where p.account_id = (select auth.uid()) and p.network_role = any (roles)
	);
end
$$;

create or replace function private.viewer_organisations() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 4 as $$
begin
	return query
		select m.organisation_id from public.organisation_members m
		join public.people p on p.id = m.person_id where p.account_id = (select auth.uid());
end
$$;

create or replace function private.viewer_referent_organisations() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 2 as $$
begin
	return query
		select m.organisation_id from public.organisation_members m
		join public.people p on p.id = m.person_id
		where p.account_id = (select auth.uid()) and m.role = 'referent';
end
$$;

create or replace function private.viewer_authored(kind text) returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 10 as $$
begin
	return query
		select a.object_id from private.authorships a
		join public.people p on p.id = a.person_id
		where a.object_kind = viewer_authored.kind and p.account_id = (select auth.uid());
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
	language plpgsql stable security definer set search_path = '' as $$
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

create or replace function private.viewer_facilitated_spaces() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 2 as $$
begin
	return query
		select m.space_id from public.space_members m
		join public.people p on p.id = m.person_id
		where p.account_id = (select auth.uid()) and m.role = 'animateur';
end
$$;

create or replace function private.viewer_applicants() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 8 as $$
begin
	return query
		select r.person_id from public.space_requests r
		where r.state = 'pending' and r.space_id in (select private.viewer_facilitated_spaces());
end
$$;

create or replace function private.viewer_chat_rooms() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 8 as $$
begin
	return query
		select s from private.viewer_spaces() s
		union all
		select m.room_id from public.chat_members m where m.person_id = (select private.viewer());
end
$$;

create or replace function private.viewer_writing_chat_rooms() returns setof uuid
	language plpgsql stable security definer set search_path = '' rows 8 as $$
begin
	return query
		select s from private.viewer_writing_spaces() s
		union all
		select m.room_id from public.chat_members m
		where m.person_id = (select private.viewer())
			and exists (select from public.chat_members o where o.room_id = m.room_id and o.person_id <> m.person_id);
end
$$;

create or replace function private.chat_words(room uuid, body text) returns tsvector
	language plpgsql immutable parallel safe security definer set search_path = '' as $$
begin
	return to_tsvector('private.french', private.fold_letters(private.words_of(coalesce(chat_words.body, ''))))
		|| array_to_tsvector(array['room' || replace(chat_words.room::text, '-', '')]);
end
$$;

create or replace function private.words_of(source text) returns text
	language plpgsql immutable parallel safe set search_path = '' as $$
begin
	return regexp_replace(regexp_replace(source, '\]\([^)\s]*\)', ' ', 'g'), '[][*_`>#~|]+', ' ', 'g');
end
$$;
