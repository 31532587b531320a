-- What people do with a post: answer it in one word, keep it in mind for all.
create table public.post_reactions (
	post_id uuid not null references public.posts (id) on delete cascade,
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	kind text not null check (kind in ('thanks', 'agree', 'can-help', 'to-discuss')),
	created_at timestamptz not null default now(),
	primary key (post_id, person_id, kind)
);
create index post_reactions_person_key on public.post_reactions (person_id);

-- « À retenir »: for whoever reads the thread.
create table public.kept_posts (
	post_id uuid primary key references public.posts (id) on delete cascade,
	-- Those of the post: what is to keep in mind is listed by thread, and by space, which says who reads it.
	thread_id uuid not null references public.threads (id) on delete cascade,
	space_id uuid not null references public.spaces (id) on delete cascade,
	kept_at timestamptz not null default now()
);
create index kept_posts_thread_key on public.kept_posts (thread_id);
create index kept_posts_space_key on public.kept_posts (space_id, kept_at desc, post_id desc);

create function private.place_kept_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	select p.thread_id, p.space_id into new.thread_id, new.space_id from public.posts p where p.id = new.post_id;
	return new;
end
$$;
create trigger kept_posts_place before insert on public.kept_posts
	for each row execute function private.place_kept_post();

-- How many said what, for who reads the post: who said it stays theirs.
create function private.post_reactions(posts uuid[]) returns table (post_id uuid, kind text, people integer, mine boolean)
	language sql stable security definer set search_path = '' rows 100
	begin atomic
		select r.post_id, r.kind, count(*)::integer, bool_or(r.person_id = (select private.viewer()))
		from public.post_reactions r
		join public.posts p on p.id = r.post_id
		join public.spaces s on s.id = p.space_id
		where r.post_id = any (post_reactions.posts) and (
			s.visibility = 'public' or s.visibility = 'reseau' and (select private.viewer()) is not null
			or s.id in (select private.viewer_spaces())
		)
		group by r.post_id, r.kind;
	end;
comment on function private.post_reactions is 'Counts only: who reacted is told to nobody.';

create function private.writes_beside(post uuid) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.posts p
		where p.id = post and p.withdrawn_at is null and p.space_id in (select private.viewer_writing_spaces())
	);
comment on function private.writes_beside is 'Whether the viewer writes in the space of this post, and it still says something.';
grant execute on function private.post_reactions to anon, authenticated;
grant execute on function private.writes_beside to authenticated, service_role;

alter table public.post_reactions enable row level security;
alter table public.kept_posts enable row level security;
grant select, insert (post_id, kind), delete on public.post_reactions to authenticated;
grant select on public.kept_posts to anon, authenticated;
grant insert (post_id), delete on public.kept_posts to authenticated;
grant select, insert, update, delete on public.post_reactions, public.kept_posts to service_role;

create policy "people see how they reacted" on public.post_reactions
	for select to authenticated using (person_id = (select private.viewer()));
create policy "who writes in its space reacts to a post" on public.post_reactions
	for insert to authenticated with check (person_id = (select private.viewer()) and private.writes_beside(post_id));
create policy "people take back how they reacted" on public.post_reactions
	for delete to authenticated using (person_id = (select private.viewer()));
create policy "whoever reads a space reads which of its posts are kept" on public.kept_posts
	for select to anon, authenticated using (exists (select from public.spaces s where s.id = space_id));
create policy "who writes in its space keeps a post" on public.kept_posts
	for insert to authenticated with check (private.writes_beside(post_id));
create policy "who writes in its space lets a post go" on public.kept_posts
	for delete to authenticated using (private.writes_beside(post_id));

create function private.follow_post_act() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	acted public.posts;
begin
	select * into acted from public.posts p where p.id = coalesce(new.post_id, old.post_id);
	-- Withdrawn, or gone with its thread.
	if acted.id is null or acted.withdrawn_at is not null then
		return null;
	end if;
	if tg_table_name = 'kept_posts' then
		perform private.record_activity(case tg_op when 'INSERT' then 'kept' else 'let-go' end, 'post', acted.id, acted.space_id);
	end if;
	update public.threads t set version = t.version where t.id = acted.thread_id;
	perform private.announce_thread(acted.thread_id);
	return null;
end
$$;
create trigger post_reactions_follow after insert or delete on public.post_reactions
	for each row execute function private.follow_post_act();
create trigger kept_posts_follow after insert or delete on public.kept_posts
	for each row execute function private.follow_post_act();

-- What is withdrawn leaves its number and its date only.
create function private.empty_post() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.post_reactions r where r.post_id = new.id;
	delete from public.kept_posts k where k.post_id = new.id;
	return null;
end
$$;
create trigger posts_emptied after update of withdrawn_at on public.posts
	for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function private.empty_post();

-- Who left the network takes their words of one with them.
create function private.forget_reactions() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.post_reactions r where r.person_id = new.id;
	return null;
end
$$;
create trigger people_gone_reactions after update of account_id on public.people
	for each row when (old.account_id is not null and new.account_id is null) execute function private.forget_reactions();

comment on table public.post_reactions is 'Thanks, agreement, help, doubt: one word of somebody about a post.';
comment on table public.kept_posts is 'Posts to keep in mind.';
