-- Further kinds of objects are found and journalled without another migration saying again what the first
-- ones said. To be searched, a kind brings its row of `private.search_kinds`, its function
-- `private.index_<kind>(uuid)`, and triggers that call `private.refresh_search(kind, column)`.

-- A table whose triggers wait cannot be altered.
set constraints all immediate;
alter table public.activity drop constraint activity_object_kind_check;
alter table public.activity add constraint "a kind is a word" check (object_kind ~ '^[a-z]+(-[a-z]+)*$');

create table private.search_kinds (
	kind text primary key check (kind ~ '^[a-z]+(-[a-z]+)*$'),
	-- What the viewer sees of it beyond what is for all, for the network and for their spaces: a condition
	-- on a row `e`, as its reading policies say it, with %1$L: their spaces, %2$L: their organisations,
	-- %3$L: resources where they are named, %4$L: those that they wrote, %5$L: whether they validate.
	seen text
);
alter table private.search_kinds enable row level security;
comment on table private.search_kinds is 'What is searched. Written by migrations only: its conditions are run.';

insert into private.search_kinds (kind, seen) values
	('resource', 'e.visibility <> ''prive'' and e.organisation_id = any (%2$L::uuid[])
		or e.visibility = ''prive'' and e.object_id = any (%3$L::uuid[]) or e.object_id = any (%4$L::uuid[])'),
	('organisation', 'e.object_id = any (%2$L::uuid[]) or %5$L'),
	('space', null);

alter table private.search_entries
	drop constraint search_entries_object_kind_check,
	add constraint search_entries_object_kind_fkey foreign key (object_kind) references private.search_kinds,
	-- Not everything that is found has kinds of its own.
	alter column kind_code drop not null;
set constraints all deferred;
select set_config('palabre.indexed', '', true);

create function private.index_object(kind text, wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	execute format('select private.%I($1)', 'index_' || kind) using wanted;
end
$$;

create or replace function private.refresh_search() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	kind text := tg_argv[0];
	-- The column that names the object: it depends on the table.
	wanted uuid := (coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[1])::uuid;
	done text := coalesce(current_setting('palabre.indexed', true), '');
begin
	if tg_argv[1] = 'file_id' then
		select resource_id into wanted from public.resource_files where file_id = wanted;
	end if;
	if wanted is null or position(wanted::text in done) > 0 then
		return null;
	end if;
	-- Two files of one resource are read side by side: the second waits, then sees the first one's text.
	-- Among 1 024 locks, so that loading a whole network does not fill the table of locks.
	perform pg_advisory_xact_lock(20261101, hashtext(wanted::text) % 1024);
	perform set_config('palabre.indexed', done || ' ' || wanted, true);
	perform private.index_object(kind, wanted);
	return null;
end
$$;

create or replace function private.refresh_search_beside() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	beside record;
begin
	-- The locks of `refresh_search`, in one order.
	for beside in
		select kind, id, hashtext(id::text) % 1024 as lock from (
			select 'resource' as kind, id from public.resources where organisation_id = new.id
			union select 'resource', resource_id from public.resource_contributors where organisation_id = new.id
			union select 'space', space_id from public.space_organisations where organisation_id = new.id
			union select 'organisation', successor_id from public.organisation_successions where predecessor_id = new.id
		) naming order by lock, id
	loop
		perform pg_advisory_xact_lock(20261101, beside.lock);
		perform private.index_object(beside.kind, beside.id);
	end loop;
	return null;
end
$$;

create or replace function private.follow_territories() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	moved text[] := array(
		select c.code::text from after_change c join before_change b using (code)
		where (c.parent_code, c.country) is distinct from (b.parent_code, b.country)
	);
	entry record;
begin
	for entry in
		select object_kind, object_id from private.search_entries where territories && moved order by object_id
	loop
		perform private.index_object(entry.object_kind, entry.object_id);
	end loop;
	return null;
end
$$;

-- What the viewer may see: the same words as the reading policies of each kind; a test per role compares them.
create or replace function private.search_seen(objects text[], with_words boolean) returns text
	language plpgsql stable security definer set search_path = '' as $$
declare
	seen text := 'e.visibility = ''public''';
	beyond text := '';
begin
	if private.viewer() is not null then
		select coalesce(string_agg(format(' or (e.object_kind = %L and (%s))', k.kind, k.seen), '' order by k.kind), '') into beyond
		from private.search_kinds k where k.kind = any (objects) and k.seen is not null;
		seen := format(
			'(e.visibility in (''public'', ''reseau'') or (e.visibility = ''espace'' and e.space_id = any (%1$L::uuid[]))' || beyond || ')',
			array(select private.viewer_spaces()), array(select private.viewer_organisations()),
			array(select private.viewer_named_resources()), array(select private.viewer_authored('resource')),
			private.viewer_plays('admin', 'animateur')
		);
	end if;
	-- To browse, one kind is written in full: then the indexes that begin with the kind give their order.
	-- With words it would hide how rare they are, and everything would be read.
	return seen || case when not with_words and cardinality(objects) = 1 then format(' and e.object_kind = %L', objects[1])
		else format(' and e.object_kind in (select unnest(%L::text[]))', objects) end;
end
$$;

create or replace function private.search_objects(filters jsonb) returns text[]
	language sql stable security definer set search_path = ''
	return coalesce(private.search_chosen(filters, 'objects'), array(select kind from private.search_kinds order by kind));
