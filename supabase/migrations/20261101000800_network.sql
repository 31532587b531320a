-- The network itself: one row, that everybody reads and administrators edit in /admin/reglages.
create table public.network (
	-- A fixed id, so that the journal can name it.
	id uuid primary key default '00000000-0000-7000-8000-000000000001'
		check (id = '00000000-0000-7000-8000-000000000001'),
	name text not null default 'Palabre' check (char_length(btrim(name)) between 2 and 120),
	tagline text not null default '' check (char_length(tagline) <= 200),
	introduction text not null default '' check (char_length(introduction) <= 1000),
	publisher text check (char_length(publisher) <= 200),
	publisher_address text check (char_length(publisher_address) <= 300),
	publication_director text check (char_length(publication_director) <= 200),
	host text check (char_length(host) <= 200),
	host_address text check (char_length(host_address) <= 300),
	contact_email text check (contact_email ~ '^[^\s@]+@[^\s@]+$' and char_length(contact_email) <= 200),
	contact_phone text check (char_length(contact_phone) <= 40),
	accessibility_status text not null default 'non' check (accessibility_status in ('non', 'partielle', 'totale')),
	accessibility_audited_on date,
	sign_up text not null default 'open' check (sign_up in ('open', 'closed')),
	version integer not null default 1,
	updated_at timestamptz not null default now(),
	check (accessibility_status = 'non' or accessibility_audited_on is not null)
);
insert into public.network default values;

create function private.follow_network() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	new.version := old.version + 1;
	new.updated_at := now();
	perform private.record_activity('settings', 'network', new.id);
	return new;
end
$$;
create trigger network_follow before update on public.network for each row execute function private.follow_network();

alter table public.network enable row level security;
grant select on public.network to anon, authenticated;
grant select, update on public.network to service_role;
grant update (name, tagline, introduction, publisher, publisher_address, publication_director, host, host_address,
	contact_email, contact_phone, accessibility_status, accessibility_audited_on, sign_up) on public.network to authenticated;
create policy "anyone reads what the network says of itself" on public.network
	for select to anon, authenticated using (true);
create policy "administrators settle the network" on public.network
	for update to authenticated using ((select private.viewer_plays('admin'))) with check ((select private.viewer_plays('admin')));
create policy "administrators read what happened to the settings" on public.activity
	for select to authenticated using (object_kind in ('network', 'report') and (select private.viewer_plays('admin')));

comment on table public.network is 'The network''s name, publisher, host and contact (LCEN): one row.';

-- What every page's frame needs, in one statement: the network, and who is looking.
create function private.shell() returns jsonb
	language sql stable security definer set search_path = ''
	return jsonb_build_object(
		'network', (select to_jsonb(n) - 'id' - 'version' - 'updated_at' from public.network n),
		'viewer', (
			select jsonb_build_object('id', p.id, 'name', p.name, 'networkRole', p.network_role)
			from public.people p where p.account_id = (select auth.uid())
		),
		'awaitsWelcome', (select auth.uid()) is not null and not exists (select from public.people where account_id = (select auth.uid())),
		'spaces', coalesce((
			select jsonb_agg(jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) order by private.fold(s.name))
			from public.spaces s where s.id in (select private.viewer_spaces()) and s.archived_at is null
		), '[]')
	);
grant execute on function private.shell to anon, authenticated;

-- The first administrator of an empty network proves that they read the server's log.
create table private.first_administrator (
	code_hash text primary key,
	created_at timestamptz not null default now()
);
alter table private.first_administrator enable row level security;
grant select, insert, delete on private.first_administrator to service_role;
create function private.become_first_administrator(given_hash text) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	person uuid := private.viewer();
begin
	if person is null or exists (select from public.people where network_role = 'admin') then
		return false;
	end if;
	delete from private.first_administrator where code_hash = given_hash;
	if not found then
		return false;
	end if;
	update public.people set network_role = 'admin' where id = person;
	delete from private.first_administrator;
	perform private.record_activity('became-administrator', 'person', person);
	return true;
end
$$;
grant execute on function private.become_first_administrator to authenticated;
create function private.awaits_first_administrator() returns boolean
	language sql stable security definer set search_path = ''
	return not exists (select from public.people where network_role = 'admin');
grant execute on function private.awaits_first_administrator to anon, authenticated;
