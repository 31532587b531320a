-- Who is told of a fact of the journal. Written by the job; rights are judged again whenever it is read or mailed.
create function private.tell_activity(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	a public.activity;
	told public.notifications;
	people uuid[];
	kinds text[];
begin
	select * into a from public.activity x where x.id = tell_activity.id::bigint;
	if not found then
		return;
	end if;
	if a.object_kind in ('thread', 'post') then
		perform private.tell_post(a);
		return;
	end if;
	told.verb := a.verb;
	told.fact := 'activity:' || a.id;
	told.object_kind := a.object_kind;
	told.object_id := a.object_id;
	told.part_id := a.object_id;
	told.space_id := a.space_id;
	select array_agg(c.person order by c.rank), array_agg(c.kind order by c.rank) into people, kinds from (
		-- The same people as the mails about a resource.
		select p.id as person, case when a.verb = 'proposed' then 'request' else 'own-resource' end as kind, 1 as rank
		from private.resource_correspondents(a.object_id, a.verb, a.actor_id) r
		join auth.users u on u.email = r.email join public.people p on p.account_id = u.id
		where a.object_kind = 'resource'
		union all
		select m.person_id, a.object_kind, 2 from public.space_members m
		where m.space_id = a.space_id and (a.object_kind = 'event' or a.object_kind = 'resource' and a.verb = 'published')
		union all
		select m.person_id, 'document', 2 from public.documents d join public.space_members m on m.space_id = d.space_id
		where a.object_kind = 'document' and d.id = a.object_id and (
			d.read_by <> 'named'
			or exists (select from public.document_people n where n.document_id = d.id and n.person_id = m.person_id)
			or exists (select from private.authorships w where w.object_kind = 'document' and w.object_id = d.id and w.person_id = m.person_id)
		)
	) c;
	perform private.put_notifications(told, a.actor_id, people, kinds);
end
$$;

-- Of a post: whom it names, whom it answers, who follows closely, and for a new discussion the members of its space.
create function private.tell_post(a public.activity) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	-- Nobody writes to more people by naming them.
	most_named constant integer := 20;
	p public.posts;
	told public.notifications;
	people uuid[];
	kinds text[];
begin
	select * into p from public.posts x
	where case when a.object_kind = 'post' then x.id = a.object_id else x.thread_id = a.object_id and x.number = 1 end
		and x.withdrawn_at is null;
	if not found then
		return;
	end if;
	told.verb := a.verb;
	-- The same for its corrections: who was told of a post is told once.
	told.fact := 'post:' || p.id;
	told.object_kind := 'thread';
	told.object_id := p.thread_id;
	told.part_id := p.id;
	told.number := p.number;
	told.space_id := p.space_id;
	with named as (
		select m[1] as kind, m[2]::uuid as id
		from regexp_matches(p.body, '\]\((person|organisation):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)', 'g') m limit most_named
	), concerned as (
		select n.id as person, 'mention' as kind, 1 as rank from named n where n.kind = 'person'
		union all
		(select m.person_id, 'mention', 1 from named n join public.space_members m on m.organisation_id = n.id
			where n.kind = 'organisation' and m.space_id = p.space_id limit most_named)
		union all
		select w.person_id, 'reply', 2 from private.authorships w
		where a.verb = 'replied' and (w.object_kind, w.object_id) in (('post', p.reply_to), ('thread', p.thread_id))
		union all
		select f.person_id, 'followed', 3 from public.thread_follows f
		where a.verb <> 'revised' and f.thread_id = p.thread_id and f.level = 'everything'
		union all
		select f.person_id, 'followed', 3 from public.space_follows f
		where a.verb <> 'revised' and f.space_id = p.space_id and f.level = 'everything'
		union all
		select m.person_id, 'thread', 4 from public.space_members m where a.verb = 'opened' and m.space_id = p.space_id
	)
	select array_agg(c.person order by c.rank), array_agg(c.kind order by c.rank) into people, kinds
	from concerned c
	join public.spaces s on s.id = p.space_id
	left join public.thread_follows tf on tf.person_id = c.person and tf.thread_id = p.thread_id
	left join public.space_follows sf on sf.person_id = c.person and sf.space_id = p.space_id
	left join public.thread_readings r on r.person_id = c.person and r.thread_id = p.thread_id
	where coalesce(tf.level, sf.level, 'mentions') <> 'nothing'
		and (c.kind <> 'followed' or coalesce(tf.level, sf.level) = 'everything')
		and (r.last_number is null or r.last_number < p.number or a.verb = 'revised')
		and (s.visibility <> 'espace' or exists (
			select from public.space_members m where m.space_id = s.id and m.person_id = c.person
		));
	perform private.put_notifications(told, a.actor_id, people, kinds);
end
$$;

-- What nobody did, a network that is loaded or restored, is told to nobody.
create function private.queue_tell() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.queue('tell', json_build_object('source', tg_argv[0], 'id', new.id::text));
	return null;
end
$$;
create trigger activity_tell after insert on public.activity for each row
	when (new.actor_id is not null and (
		new.object_kind = 'post' and new.verb in ('replied', 'revised')
		or new.object_kind = 'thread' and new.verb = 'opened'
		or new.object_kind = 'document' and new.verb in ('opened', 'in-review', 'adopted') and new.space_id is not null
		or new.object_kind = 'event' and new.verb in ('published', 'moved-online', 'postponed', 'cancelled') and new.space_id is not null
		or new.object_kind = 'resource' and new.verb in ('proposed', 'to-correct', 'published', 'withdrawn')
	))
	execute function private.queue_tell('activity');

-- Requests have no line in the journal.
create function private.tell_space_request(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	r public.space_requests;
	told public.notifications;
	people uuid[];
begin
	select * into r from public.space_requests x where x.id = tell_space_request.id::uuid and x.state = 'pending';
	told.verb := 'asked';
	told.fact := 'request:' || r.id;
	told.object_kind := 'space';
	told.object_id := r.space_id;
	told.part_id := r.id;
	told.space_id := r.space_id;
	people := array(select m.person_id from public.space_members m where m.space_id = r.space_id and m.role = 'animateur');
	perform private.put_notifications(told, r.person_id, people, array_fill('request'::text, array[cardinality(people)]));
end
$$;
create trigger space_requests_tell after insert on public.space_requests
	for each row when (new.state = 'pending') execute function private.queue_tell('space_request');

create function private.tell_organisation_request(id text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	r public.organisation_requests;
	told public.notifications;
	people uuid[];
begin
	select * into r from public.organisation_requests x where x.id = tell_organisation_request.id::uuid and x.state = 'pending';
	told.verb := 'asked';
	told.fact := 'request:' || r.id;
	told.object_kind := 'organisation';
	told.object_id := r.organisation_id;
	told.part_id := r.id;
	people := array(select c.person_id from private.organisation_correspondents(r.organisation_id) c);
	perform private.put_notifications(told, r.person_id, people, array_fill('request'::text, array[cardinality(people)]));
end
$$;
create trigger organisation_requests_tell after insert on public.organisation_requests
	for each row when (new.state = 'pending') execute function private.queue_tell('organisation_request');
