-- Counting what one has not read in a space, or in a room, listed all of one's spaces and conversations to know whether
-- it is one of them, for each of them: who takes part in forty read them forty times. One place is asked by its key.

-- As viewer_seats says it, of one space.
create function private.viewer_sits_in(space uuid) returns boolean
	language plpgsql stable security definer set search_path = '' as $$
begin
	return exists (
		select from public.space_members m
		where m.space_id = viewer_sits_in.space and m.person_id = (select private.viewer()) and (
			m.role = 'animateur'
			or not exists (select from public.space_charters c where c.space_id = m.space_id)
			or not private.charter_keeps_out(m.space_id, m.organisation_id, m.person_id)
		)
	);
end
$$;
comment on function private.viewer_sits_in is 'Whether this space is one of viewer_spaces. Called by functions only.';

create or replace function private.viewer_unread_in(space uuid) returns integer
	language plpgsql stable security definer set search_path = '' as $$
declare
	me constant uuid := private.viewer();
begin
	return case when me is null or not private.viewer_sits_in(space) then 0 else (
		select count(*)::integer
		from public.space_members m
		left join public.space_follows sf on sf.person_id = m.person_id and sf.space_id = m.space_id
		cross join lateral (
			select t.id, t.last_number, t.last_posted_at from public.threads t
			where t.space_id = m.space_id order by t.last_posted_at desc, t.id desc limit 100
		) recent
		left join public.thread_readings r on r.person_id = m.person_id and r.thread_id = recent.id
		left join public.thread_follows tf on tf.person_id = m.person_id and tf.thread_id = recent.id
		where m.person_id = me and m.space_id = viewer_unread_in.space
			and coalesce(tf.level, sf.level, 'mentions') <> 'nothing'
			and case when r.thread_id is null then recent.last_posted_at > m.since else recent.last_number > r.last_number end
	) end;
end
$$;

create or replace function private.viewer_chat_unread(room uuid) returns integer
	language plpgsql stable security definer set search_path = '' as $$
declare
	me constant uuid := private.viewer();
begin
	if me is null or not (
		private.viewer_sits_in(room)
		or exists (select from public.chat_members m where m.room_id = viewer_chat_unread.room and m.person_id = me)
	) then
		return 0;
	end if;
	return (
		select count(*)::integer
		from (
			select c.seq, c.author_id, c.created_at, c.withdrawn_at from public.chat_messages c
			where c.room_id = viewer_chat_unread.room order by c.seq desc limit 100
		) recent
		left join public.chat_readings r on r.person_id = me and r.room_id = viewer_chat_unread.room
		where recent.withdrawn_at is null and recent.author_id is distinct from me
			and case when r.room_id is not null then recent.seq > r.seq
				else recent.created_at > (
					select m.since from public.space_members m where m.space_id = viewer_chat_unread.room and m.person_id = me
					union all
					select m.since from public.chat_members m where m.room_id = viewer_chat_unread.room and m.person_id = me
				) end
	);
end
$$;
