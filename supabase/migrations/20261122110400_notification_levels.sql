-- How people are told what happens: at once by mail, gathered in a digest, in the centre only, or not at all.
-- Without a row: the usual of each kind. What one chose for a space goes before what one chose for a kind.
create function private.usual_level(kind text) returns text
	language sql immutable parallel safe set search_path = ''
	return case
		-- To me, or of what I follow closely.
		when kind in ('mention', 'reply', 'message', 'followed') then 'now'
		-- Of my spaces.
		when kind in ('thread', 'document', 'event', 'resource') then 'digest'
		-- These have mails of their own, sent when they happen.
		when kind in ('own-resource', 'request') then 'centre'
	end;
comment on function private.usual_level is 'How somebody who chose nothing is told of this kind; null: there is no such kind.';
grant execute on function private.usual_level to authenticated, service_role;

create table public.notification_levels (
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	kind text not null check (private.usual_level(kind) is not null),
	level text not null check (level in ('now', 'digest', 'centre', 'nothing')),
	primary key (person_id, kind),
	constraint "what has its own mail has no second one" check (kind not in ('own-resource', 'request') or level in ('centre', 'nothing'))
);

create table public.notification_space_levels (
	person_id uuid not null default private.viewer() references public.people (id) on delete cascade,
	space_id uuid not null references public.spaces (id) on delete cascade,
	level text not null check (level in ('now', 'digest', 'centre', 'nothing')),
	primary key (person_id, space_id)
);
create index notification_space_levels_space_key on public.notification_space_levels (space_id);

create table public.notification_settings (
	person_id uuid primary key default private.viewer() references public.people (id) on delete cascade,
	-- False: what would be mailed at once waits for the digest.
	at_once boolean not null default true,
	digest text not null default 'weekly' check (digest in ('daily', 'weekly', 'never'))
);

alter table public.notification_levels enable row level security;
alter table public.notification_space_levels enable row level security;
alter table public.notification_settings enable row level security;
grant select, insert (kind, level), update (level), delete on public.notification_levels to authenticated;
grant select, insert (space_id, level), update (level), delete on public.notification_space_levels to authenticated;
grant select, insert (person_id, at_once, digest), update (at_once, digest) on public.notification_settings to authenticated;
grant select, insert, update, delete on public.notification_levels, public.notification_space_levels, public.notification_settings to service_role;

create policy "people see how they are told of each kind" on public.notification_levels
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people say how they are told of a kind" on public.notification_levels
	for insert to authenticated with check (person_id = (select private.viewer()));
create policy "people change how they are told of a kind" on public.notification_levels
	for update to authenticated using (person_id = (select private.viewer()));
create policy "people come back to the usual of a kind" on public.notification_levels
	for delete to authenticated using (person_id = (select private.viewer()));
create policy "people see how they are told of each space" on public.notification_space_levels
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people say how they are told of their spaces" on public.notification_space_levels
	for insert to authenticated with check (person_id = (select private.viewer()) and space_id in (select private.viewer_spaces()));
create policy "people change how they are told of a space" on public.notification_space_levels
	for update to authenticated using (person_id = (select private.viewer()));
create policy "people come back to the usual of a space" on public.notification_space_levels
	for delete to authenticated using (person_id = (select private.viewer()));
create policy "people see which mails they receive" on public.notification_settings
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people say which mails they receive" on public.notification_settings
	for insert to authenticated with check (person_id = (select private.viewer()));
create policy "people change which mails they receive" on public.notification_settings
	for update to authenticated using (person_id = (select private.viewer()));

comment on table public.notification_levels is 'How somebody wants to be told of a kind of facts, when it is not as usual.';
comment on table public.notification_space_levels is 'How somebody wants to be told of a space, whatever the kind.';
comment on table public.notification_settings is 'Which mails somebody receives: at once, and how often a digest.';
