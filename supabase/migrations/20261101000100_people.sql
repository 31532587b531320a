-- A person of the network. The account (auth.users) may go; the person stays, as « ancien membre ».
create table public.people (
	id uuid primary key,
	account_id uuid unique references auth.users (id) on delete set null,
	name text not null check (char_length(btrim(name)) between 2 and 80),
	function text check (char_length(function) <= 120),
	bio text check (char_length(bio) <= 600),
	language text not null default 'fr' check (language in ('fr', 'en')),
	time_zone text not null default 'Europe/Paris' check (char_length(time_zone) <= 64),
	network_role text not null default 'membre' check (network_role in ('admin', 'animateur', 'documentaliste', 'membre')),
	visibility text not null default 'reseau' check (visibility in ('public', 'reseau', 'prive')),
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
create index people_name_key on public.people (private.fold(name), id);
create index people_admins_key on public.people (network_role) where network_role <> 'membre';

-- An account is believed only when we verified a code or a link for its address, never because the
-- authentication server says so (`model.md` § People).
create table private.verified_accounts (
	account_id uuid primary key references auth.users (id) on delete cascade,
	verified_at timestamptz not null default now(),
	-- Null: nobody chose one. The authentication server cannot tell: it gives each account a random one.
	passphrase_set_at timestamptz
);

alter table private.verified_accounts enable row level security;
grant select, insert, update, delete on private.verified_accounts to service_role;

-- Who is asking: read from the claims that the transaction carries.
create function private.viewer() returns uuid
	language sql stable security definer set search_path = ''
	return (select id from public.people where account_id = (select auth.uid()));
comment on function private.viewer is 'The person behind the request; null for a visitor.';

create function private.viewer_plays(variadic roles text[]) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from public.people where account_id = (select auth.uid()) and network_role = any (roles)
	);
comment on function private.viewer_plays is 'Whether the viewer has one of these network roles.';

create function private.viewer_is_verified() returns boolean
	language sql stable security definer set search_path = ''
	return exists (select from private.verified_accounts where account_id = (select auth.uid()));

grant execute on function private.viewer, private.viewer_plays, private.viewer_is_verified
	to anon, authenticated, service_role;

alter table public.people enable row level security;
grant select on public.people to anon, authenticated;
grant select, insert, update, delete on public.people to service_role;
grant insert (id, account_id, name, function, bio, language, time_zone) on public.people to authenticated;
grant update (name, function, bio, language, time_zone, visibility) on public.people to authenticated;

create policy "anyone reads the people who chose to be public" on public.people
	for select to anon, authenticated using (visibility = 'public');
create policy "members read the people of the network" on public.people
	for select to authenticated using (visibility = 'reseau' and (select private.viewer()) is not null);
create policy "people read themselves" on public.people
	for select to authenticated using (account_id = (select auth.uid()));
create policy "a verified account becomes one person" on public.people
	for insert to authenticated
	with check (account_id = (select auth.uid()) and (select private.viewer_is_verified()) and network_role = 'membre');
create policy "people edit themselves" on public.people
	for update to authenticated using (account_id = (select auth.uid())) with check (account_id = (select auth.uid()));

create trigger people_touch before update on public.people for each row execute function private.touch();

comment on table public.people is 'Persons of the network; addresses stay in auth.users and are shown to nobody.';

-- The first statement of every transaction made for a person (`model.md` § Sessions): it puts the
-- claims where the policies read them and answers whether the session still exists.
create function private.enter(claims jsonb) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform set_config('request.jwt.claims', claims::text, true);
	perform set_config('request.jwt.claim.sub', coalesce(claims ->> 'sub', ''), true);
	perform set_config('request.jwt.claim.role', coalesce(claims ->> 'role', 'anon'), true);
	if claims ->> 'sub' is null then
		return true;
	end if;
	return exists (
		select from auth.sessions
		where id = (claims ->> 'session_id')::uuid and user_id = (claims ->> 'sub')::uuid
	);
end
$$;
comment on function private.enter is 'Takes the verified claims of a request; false when its session was closed.';
grant execute on function private.enter to palabre_app;

-- One's own account: changing how one signs in asks for a fresh proof of who is there.
create function private.viewer_account() returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
begin
	return (
		select jsonb_build_object('email', u.email, 'hasPassphrase', v.passphrase_set_at is not null,
			'justSignedIn', coalesce(s.created_at > now() - interval '15 minutes', false))
		from auth.users u
		left join private.verified_accounts v on v.account_id = u.id
		left join auth.sessions s on s.user_id = u.id
			and s.id = (current_setting('request.jwt.claims', true)::jsonb ->> 'session_id')::uuid
		where u.id = (select auth.uid())
	);
end
$$;
comment on function private.viewer_account is 'The viewer''s address, whether they chose a passphrase, and whether this session was opened a moment ago.';
grant execute on function private.viewer_account to authenticated;
