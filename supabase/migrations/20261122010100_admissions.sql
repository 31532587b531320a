-- How one joins the network: freely, on request, or by invitation only. The pages said it; the database
-- now holds it, so that no door makes a person whom the network did not admit.
alter table public.network drop constraint network_sign_up_check;
update public.network set sign_up = 'invitation' where sign_up = 'closed';
alter table public.network add constraint network_sign_up_check check (sign_up in ('open', 'request', 'invitation'));

-- Accounts that may become a person although sign-up is not open: their request was accepted, or they
-- accepted an invitation. One line per account, and it stays: leaving and coming back asks again.
create table private.admissions (
	account_id uuid primary key references auth.users (id) on delete cascade,
	granted_at timestamptz not null default now(),
	by_person uuid references public.people (id) on delete set null
);
create index admissions_by_person_key on private.admissions (by_person);
alter table private.admissions enable row level security;
comment on table private.admissions is 'Accounts admitted by a request or an invitation. Written by private.admit only.';

-- To call when an account's request, or the invitation made to its address, is accepted:
--   select private.admit(account)               from the system's own work (asService)
--   perform private.admit(account, inviter)     from a security definer function or trigger
create function private.admit(account uuid, by_person uuid default null) returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		insert into private.admissions (account_id, by_person) values (account, by_person) on conflict do nothing;
	end;
comment on function private.admit is 'This account may become a person, whatever the sign-up of the network says. Asked twice, it is done once.';
grant execute on function private.admit to service_role;

create function private.viewer_may_join() returns boolean
	language sql stable security definer set search_path = ''
	return exists (select from private.verified_accounts where account_id = (select auth.uid()))
		and (exists (select from public.network where sign_up = 'open')
			or exists (select from private.admissions where account_id = (select auth.uid())));
comment on function private.viewer_may_join is 'Whether the viewer''s account proved its address, and may become a person of this network.';
grant execute on function private.viewer_may_join to authenticated;

drop policy "a verified account becomes one person" on public.people;
create policy "a verified account that may join becomes one person" on public.people
	for insert to authenticated
	with check (account_id = (select auth.uid()) and (select private.viewer_may_join()) and network_role = 'membre');
