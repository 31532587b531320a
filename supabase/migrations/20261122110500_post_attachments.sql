-- What goes with a post: files that its author brought, resources that it points to. Ten of each at most,
-- under the rights of its thread; a card says of a resource what its own policies show to who looks.
create table public.post_files (
	post_id uuid not null references public.posts (id) on delete cascade,
	file_id uuid not null references public.files (id),
	position smallint not null check (position between 0 and 9),
	primary key (post_id, file_id),
	unique (post_id, position)
);
create unique index post_files_file_key on public.post_files (file_id);

create table public.post_resources (
	post_id uuid not null references public.posts (id) on delete cascade,
	resource_id uuid not null references public.resources (id) on delete cascade,
	position smallint not null check (position between 0 and 9),
	primary key (post_id, resource_id),
	unique (post_id, position)
);
create index post_resources_resource_key on public.post_resources (resource_id);

-- Whatever may hold a file: a table that refers to it and does not go with it.
create function private.is_attached(file uuid) returns boolean
	language plpgsql stable security definer set search_path = '' as $$
declare
	place record;
	held boolean;
begin
	for place in
		select c.conrelid::regclass as holder, a.attname as name
		from pg_catalog.pg_constraint c
		join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		where c.contype = 'f' and c.confrelid = 'public.files'::regclass and c.confdeltype <> 'c'
	loop
		execute format('select exists (select from %s where %I = $1)', place.holder, place.name) into held using file;
		if held then
			return true;
		end if;
	end loop;
	return false;
end
$$;
comment on function private.is_attached is 'Whether something holds this file. What nothing holds is swept after a week.';
grant execute on function private.is_attached to service_role;

create function private.attaches_to(post uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.posts p join public.threads t on t.id = p.thread_id
		where p.id = post and p.withdrawn_at is null and t.closed_at is null
			and p.space_id in (select private.viewer_writing_spaces()) and private.viewer_wrote('post', p.id)
	);
comment on function private.attaches_to is 'Whether the viewer wrote this post, and may still change it.';
grant execute on function private.attaches_to to authenticated, service_role;

alter table public.post_files enable row level security;
alter table public.post_resources enable row level security;
grant select on public.post_files, public.post_resources to anon, authenticated;
grant insert (post_id, file_id, position), delete on public.post_files to authenticated;
grant insert (post_id, resource_id, position), delete on public.post_resources to authenticated;
grant select, insert, update, delete on public.post_files, public.post_resources to service_role;

create policy "whoever reads a post reads what goes with it" on public.post_files
	for select to anon, authenticated using (exists (select from public.posts p where p.id = post_id));
-- Nobody attaches, and so reads, somebody else's file.
create policy "who wrote a post adds files that they brought" on public.post_files
	for insert to authenticated
	with check (private.attaches_to(post_id) and file_id in (select private.viewer_authored('file')));
create policy "who wrote a post takes its files away" on public.post_files
	for delete to authenticated using (private.attaches_to(post_id));
create policy "whoever reads a post reads which resources it points to" on public.post_resources
	for select to anon, authenticated using (exists (select from public.posts p where p.id = post_id));
create policy "who wrote a post points to resources that they see" on public.post_resources
	for insert to authenticated
	with check (private.attaches_to(post_id) and exists (select from public.resources r where r.id = resource_id));
create policy "who wrote a post points to them no longer" on public.post_resources
	for delete to authenticated using (private.attaches_to(post_id));

create policy "whoever reads a post reads its files" on public.files
	for select to anon, authenticated
	using (exists (select from public.post_files pf where pf.file_id = files.id));
create policy "what goes with a post stays while it does" on public.files
	as restrictive for delete to authenticated
	using (not exists (select from public.post_files pf where pf.file_id = files.id));
-- Row by row, by the key of the file: as a set, all the files that one reads were listed for one picture.
alter policy "whoever reads a file reads its text" on public.file_texts
	using (exists (select from public.files f where f.id = file_id));
alter policy "whoever reads an image reads its widths" on public.file_variants
	using (exists (select from public.files f where f.id = file_id));

-- A file that two things held could be taken away by neither.
create function private.attach_once() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if (select auth.uid()) is not null and private.is_attached(new.file_id) then
		raise sqlstate '42501' using message = 'Something else holds this file.';
	end if;
	return new;
end
$$;
create trigger post_files_once before insert on public.post_files
	for each row execute function private.attach_once();
create trigger resource_files_once before insert on public.resource_files
	for each row execute function private.attach_once();

-- A file that its post lets go is gone: its bytes follow, as all others do.
create function private.forget_post_file() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.files f where f.id = old.file_id and not private.is_attached(f.id);
	return null;
end
$$;
create trigger post_files_forget after delete on public.post_files
	for each row execute function private.forget_post_file();

-- Who reads the thread is shown what came or went with a post, as for what it says.
create trigger post_files_follow after insert or delete on public.post_files
	for each row execute function private.follow_post_act();
create trigger post_resources_follow after insert or delete on public.post_resources
	for each row execute function private.follow_post_act();

-- What is withdrawn leaves its number and its date only.
create or replace function private.empty_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.post_reactions r where r.post_id = new.id;
	delete from public.kept_posts k where k.post_id = new.id;
	delete from public.post_files f where f.post_id = new.id;
	delete from public.post_resources r where r.post_id = new.id;
	return null;
end
$$;

comment on table public.post_files is 'Files that go with a post.';
comment on table public.post_resources is 'Resources that a post points to.';
