-- A calendar program has no session: the address that it asks for holds a secret, of which only the hash
-- is kept. One per person; a new one, or none, ends the one before.
create table public.agenda_subscriptions (
	person_id uuid primary key references public.people (id) on delete cascade,
	token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
	created_at timestamptz not null default now()
);
alter table public.agenda_subscriptions enable row level security;
grant select (person_id, created_at), insert (person_id, token_hash), delete on public.agenda_subscriptions to authenticated;
grant select, insert, update, delete on public.agenda_subscriptions to service_role;
create policy "people see that they subscribed" on public.agenda_subscriptions
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people subscribe" on public.agenda_subscriptions
	for insert to authenticated with check (person_id = (select private.viewer()));
create policy "people end their subscription" on public.agenda_subscriptions
	for delete to authenticated using (person_id = (select private.viewer()));
comment on table public.agenda_subscriptions is 'Secret addresses of personal calendars; only their hashes.';

-- What a member may read, as the policies of events say it, for who asks without a session; a test compares.
create function private.subscribed_events(hash text) returns setof uuid
	language sql stable security definer set search_path = '' rows 500
	begin atomic
		select e.id from public.agenda_subscriptions s
		join public.people p on p.id = s.person_id and p.account_id is not null
		join public.events e on e.status = 'published' and (
			e.visibility in ('public', 'reseau')
			or e.visibility = 'espace' and e.space_id in (select m.space_id from public.space_members m where m.person_id = s.person_id)
			or e.organisation_id in (select m.organisation_id from public.organisation_members m where m.person_id = s.person_id)
			or e.id in (select a.object_id from private.authorships a where a.object_kind = 'event' and a.person_id = s.person_id)
		)
		where s.token_hash = hash;
	end;
comment on function private.subscribed_events is 'The events that the owner of a subscription may read; none when nobody holds this secret.';
grant execute on function private.subscribed_events to service_role;
