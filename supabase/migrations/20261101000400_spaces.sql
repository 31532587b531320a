-- A space gathers bodies and people around a purpose: committee, working group, concertation, project.
create table public.spaces (
	id uuid primary key,
	slug public.slug not null unique,
	name text not null check (char_length(btrim(name)) between 2 and 160),
	kind_code public.slug not null references public.space_kinds (code),
	visibility text not null default 'espace' check (visibility in ('public', 'reseau', 'espace')),
	purpose text check (char_length(purpose) <= 600),
	note text check (char_length(note) <= 600),
	sensitivity text[] not null default '{}' check (private.is_sensitivity(sensitivity)),
	source text,
	archived_at timestamptz,
	version integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
create index spaces_name_key on public.spaces (private.fold(name), id);
create index spaces_kind_key on public.spaces (kind_code);

create table public.space_themes (
	space_id uuid not null references public.spaces (id) on delete cascade,
	theme_code public.slug not null references public.themes (code),
	primary key (space_id, theme_code)
);
create index space_themes_theme_key on public.space_themes (theme_code);

-- The bodies that a space gathers. It gives no access: `space_members` does.
create table public.space_organisations (
	space_id uuid not null references public.spaces (id) on delete cascade,
	organisation_id uuid not null references public.organisations (id) on delete cascade,
	primary key (space_id, organisation_id)
);
create index space_organisations_organisation_key on public.space_organisations (organisation_id);

create table public.space_members (
	space_id uuid not null references public.spaces (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	organisation_id uuid references public.organisations (id) on delete set null,
	role text not null check (role in ('animateur', 'decideur', 'technique', 'membre', 'observateur')),
	since timestamptz not null default now(),
	primary key (space_id, person_id)
);
create index space_members_person_key on public.space_members (person_id, space_id, role);
create index space_members_organisation_key on public.space_members (organisation_id);

create function private.viewer_spaces() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select m.space_id from public.space_members m
		join public.people p on p.id = m.person_id where p.account_id = (select auth.uid());
	end;
comment on function private.viewer_spaces is 'The spaces that the viewer is a member of.';

create function private.viewer_facilitated_spaces() returns setof uuid
	language sql stable security definer set search_path = '' rows 2
	begin atomic
		select m.space_id from public.space_members m
		join public.people p on p.id = m.person_id
		where p.account_id = (select auth.uid()) and m.role = 'animateur';
	end;
comment on function private.viewer_facilitated_spaces is 'The spaces that the viewer facilitates.';

create function private.viewer_writing_spaces() returns setof uuid
	language sql stable security definer set search_path = '' rows 8
	begin atomic
		select m.space_id from public.space_members m
		join public.people p on p.id = m.person_id
		where p.account_id = (select auth.uid()) and m.role <> 'observateur';
	end;
comment on function private.viewer_writing_spaces is 'The spaces where the viewer writes: an observateur only reads.';
grant execute on function private.viewer_spaces, private.viewer_facilitated_spaces, private.viewer_writing_spaces
	to anon, authenticated, service_role;

alter table public.spaces enable row level security;
alter table public.space_themes enable row level security;
alter table public.space_organisations enable row level security;
alter table public.space_members enable row level security;
grant select on public.spaces, public.space_themes, public.space_organisations, public.space_members to anon, authenticated;
grant select, insert, update, delete on public.spaces, public.space_themes, public.space_organisations, public.space_members to service_role;

create policy "anyone reads the public spaces" on public.spaces
	for select to anon, authenticated using (visibility = 'public');
create policy "members of the network read its open spaces" on public.spaces
	for select to authenticated using (visibility = 'reseau' and (select private.viewer()) is not null);
create policy "members read their spaces" on public.spaces
	for select to authenticated using (id in (select private.viewer_spaces()));

create policy "whoever reads a space reads its themes" on public.space_themes
	for select to anon, authenticated using (space_id in (select id from public.spaces));
create policy "whoever reads a space reads which bodies it gathers" on public.space_organisations
	for select to anon, authenticated using (space_id in (select id from public.spaces));
create policy "members read who is in their spaces" on public.space_members
	for select to authenticated using (space_id in (select private.viewer_spaces()));

create trigger spaces_touch before update on public.spaces for each row execute function private.touch();

comment on table public.spaces is 'Where people and bodies meet; its visibility says who reads what happens there.';
