-- Two lists whose time grew with their table: what lasts over a day, among all that began before it or ends after
-- it; and what one has not read, asked thread by thread.

-- Row-level security would take the index away from the condition: this gives ids, and what is read of them is
-- still its decision.
create index event_occurrences_lasting_key on public.event_occurrences
	using gist (tsrange(starts_local, ends_local)) where ends_local > starts_local + interval '2 days';
drop index public.event_occurrences_long_key;

create function private.lasting_occurrences(day timestamp) returns setof uuid
	language sql stable security definer set search_path = '' rows 20
	begin atomic
		select o.id from public.event_occurrences o
		where o.ends_local > o.starts_local + interval '2 days' and o.starts_local < day
			and tsrange(o.starts_local, o.ends_local) @> day;
	end;
comment on function private.lasting_occurrences is 'Ids of the occurrences of more than two days that began before this instant and last beyond it.';
grant execute on function private.lasting_occurrences to anon, authenticated, service_role;

-- What is the viewer's own has no order of its own: it is looked for among the thousand most active.
create function private.viewer_threads(space uuid, wanted text, before_at timestamptz, before_id uuid, size integer) returns setof uuid
	language sql stable security definer set search_path = '' rows 30
	begin atomic
		select recent.id
		from (
			select t.id, t.last_number, t.last_posted_at from public.threads t
			where t.space_id = viewer_threads.space and (t.last_posted_at, t.id)
				< (coalesce(before_at, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
			order by t.last_posted_at desc, t.id desc limit 1000
		) recent
		left join public.space_follows sf on sf.person_id = (select private.viewer()) and sf.space_id = viewer_threads.space
		left join public.space_members m on m.person_id = (select private.viewer()) and m.space_id = viewer_threads.space
		left join public.thread_follows tf on tf.person_id = (select private.viewer()) and tf.thread_id = recent.id
		left join public.thread_readings r on r.person_id = (select private.viewer()) and r.thread_id = recent.id
		where case wanted
			when 'followed' then coalesce(tf.level, sf.level) = 'everything'
			when 'unread' then coalesce(tf.level, sf.level, 'mentions') <> 'nothing'
				and case when r.thread_id is null then recent.last_posted_at > m.since else recent.last_number > r.last_number end
			end
		order by recent.last_posted_at desc, recent.id desc limit least(size, 100);
	end;
comment on function private.viewer_threads is 'Ids of threads of a space that the viewer has not read (unread), or follows closely (followed), the most active first; none for a visitor.';
grant execute on function private.viewer_threads to anon, authenticated;
