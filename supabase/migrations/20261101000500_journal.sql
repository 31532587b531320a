-- The network's journal: who did what, to which object, in which space, when (`model.md` § Journal).
-- It holds no content: reading joins the object under its own policies.
create table public.activity (
	id bigint generated always as identity primary key,
	happened_at timestamptz not null default now(),
	actor_id uuid references public.people (id) on delete set null,
	verb text not null check (verb ~ '^[a-z]+(-[a-z]+)*$'),
	object_kind text not null check (object_kind in ('resource', 'organisation', 'space', 'person', 'report', 'network')),
	object_id uuid not null,
	space_id uuid references public.spaces (id) on delete set null,
	-- Why, when somebody was asked: sent back, withdrawn.
	reason text check (char_length(reason) <= 1000)
);
create index activity_object_key on public.activity (object_kind, object_id, id desc);
create index activity_space_key on public.activity (space_id, id desc);
create index activity_actor_key on public.activity (actor_id, id desc);

-- Who wrote an object first. Not a column of it: everybody who reads an object reads its columns,
-- and masking people (`sensitivity`) must reach this too.
create table private.authorships (
	object_kind text not null,
	object_id uuid not null,
	person_id uuid not null references public.people (id) on delete cascade,
	primary key (object_kind, object_id, person_id)
);
alter table private.authorships enable row level security;
create index authorships_person_key on private.authorships (person_id, object_kind);

create function private.viewer_authored(kind text) returns setof uuid
	language sql stable security definer set search_path = '' rows 10
	begin atomic
		select a.object_id from private.authorships a
		join public.people p on p.id = a.person_id
		where a.object_kind = kind and p.account_id = (select auth.uid());
	end;
comment on function private.viewer_authored is 'The objects of one kind that the viewer wrote.';
grant execute on function private.viewer_authored to anon, authenticated, service_role;

create function private.record_activity(verb text, object_kind text, object_id uuid, space_id uuid default null, reason text default null)
	returns void language sql volatile security definer set search_path = ''
	begin atomic
		insert into public.activity (actor_id, verb, object_kind, object_id, space_id, reason)
		values (private.viewer(), verb, object_kind, object_id, space_id, reason);
	end;
comment on function private.record_activity is 'Called by triggers only: no role may execute it.';

-- The reason that somebody gave travels with the transaction, like its claims.
create function private.given_reason() returns text
	language sql stable set search_path = ''
	return nullif(current_setting('palabre.reason', true), '');

-- Jobs are queued in the same transaction as the fact, by triggers that the owner runs.
create function private.queue(task text, payload json, job_key text default null, delay interval default '0') returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform graphile_worker.add_job(task, payload, run_at => now() + delay, job_key => job_key, max_attempts => 12);
end
$$;
comment on function private.queue is 'Called by triggers only: no role may execute it.';

alter table public.activity enable row level security;
grant select on public.activity to anon, authenticated;
grant select, insert, delete on public.activity to service_role;

-- Older addresses of an object, which answer 301, and those of what was withdrawn, which answer 410.
create table private.former_slugs (
	object_kind text not null,
	slug public.slug not null,
	object_id uuid not null,
	primary key (object_kind, slug)
);

alter table private.former_slugs enable row level security;

-- Which state the address of an organisation is in, for who cannot read it: 301, 410 or nothing to say.
create function private.organisation_address(wanted text) returns table (state text, slug text)
	language sql stable security definer set search_path = ''
	begin atomic
		select case when o.status = 'withdrawn' then 'gone' else 'moved' end, case when o.status <> 'withdrawn' then o.slug::text end
		from private.former_slugs f join public.organisations o on o.id = f.object_id
		where f.object_kind = 'organisation' and f.slug = wanted
			and o.visibility = 'public' and o.status in ('published', 'archived', 'withdrawn')
		union all
		select 'gone', null from public.organisations o
		where o.slug = wanted and o.status = 'withdrawn' and o.visibility = 'public';
	end;
grant execute on function private.organisation_address to anon, authenticated;

comment on table public.activity is 'The journal: everything that follows a fact (mail, index, relay) reads it.';
