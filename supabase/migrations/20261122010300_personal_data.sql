-- « Mes données »: a copy of everything that names a person, made by a job when they ask, and kept seven
-- days for them alone (GDPR art. 15 and 20).
create table public.data_exports (
	id uuid primary key,
	person_id uuid not null references public.people (id) on delete cascade,
	asked_at timestamptz not null default now(),
	ready_at timestamptz,
	size bigint check (size > 0),
	expires_at timestamptz,
	check ((ready_at is null) = (expires_at is null) and (ready_at is null) = (size is null))
);
create index data_exports_person_key on public.data_exports (person_id, asked_at desc);
create index data_exports_expires_key on public.data_exports (expires_at);

create function private.follow_data_export() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	-- Two posts at once wait for each other here.
	perform from public.people where id = new.person_id for no key update;
	if exists (select from public.data_exports e where e.person_id = new.person_id and e.id <> new.id and e.asked_at > now() - interval '1 hour') then
		raise sqlstate 'PT409' using message = 'A copy of these data was asked for less than an hour ago.', hint = 'export-again';
	end if;
	perform private.record_activity('asked-export', 'person', new.person_id);
	perform private.queue('export-person', json_build_object('id', new.id), 'export-person:' || new.id);
	return null;
end
$$;
create trigger data_exports_follow after insert on public.data_exports
	for each row execute function private.follow_data_export();

alter table public.data_exports enable row level security;
grant select on public.data_exports to authenticated;
grant insert (id, person_id) on public.data_exports to authenticated;
grant select, insert, update, delete on public.data_exports to service_role;
create policy "people see the copies of their data" on public.data_exports
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people ask for a copy of their data" on public.data_exports
	for insert to authenticated with check (person_id = (select private.viewer()));
comment on table public.data_exports is 'Copies of a person''s data, asked for by them. The ZIP lies in DATA_DIR/exports and goes after seven days.';

-- Everything that names somebody. The tables are found by their foreign keys, so that what a later
-- release adds is in the copy too. What the person did to others (a column such as « accepted by ») is
-- said by its id and dates only: the rest is about somebody else. Hashes of codes and links stay here.
create function private.person_data(person uuid) returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	account uuid := (select p.account_id from public.people p where p.id = person);
	address text := (select u.email from auth.users u where u.id = account);
	links jsonb := '{}';
	written jsonb := '{}';
	link record;
	found_rows jsonb;
begin
	for link in
		select c.conrelid::regclass as source, n.nspname || '.' || t.relname as name, a.attname as column_name,
			c.confrelid = 'auth.users'::regclass as is_account,
			exists (select from pg_catalog.pg_attribute b where b.attrelid = c.conrelid and b.atttypid = 'pg_catalog.bytea'::regtype and not b.attisdropped)
				as holds_bytes
		from pg_catalog.pg_constraint c
		join pg_catalog.pg_class t on t.oid = c.conrelid
		join pg_catalog.pg_namespace n on n.oid = t.relnamespace
		join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		where c.contype = 'f' and cardinality(c.conkey) = 1 and n.nspname in ('public', 'private')
			and c.confrelid in ('public.people'::regclass, 'auth.users'::regclass)
		order by 2, 3
	loop
		if link.holds_bytes then
			-- They read as nothing, and come by thousands (each stroke in a document): how many, and when.
			execute format(
				'select jsonb_build_array(jsonb_build_object(''count'', count(*), ''first'', min(t.created_at), ''last'', max(t.created_at))) from %s t where t.%I = $1 having count(*) > 0',
				link.source, link.column_name
			) into found_rows using case when link.is_account then account else person end;
		else
			execute format(
				'select jsonb_agg((select jsonb_object_agg(e.key, e.value) from jsonb_each(to_jsonb(t)) e where %s)) from %s t where t.%I = $1',
				case when link.column_name ~ '(^by_|_by$)' then $filter$ e.key = 'id' or e.key ~ '_at$' $filter$
					else $filter$ e.key !~ '(hash|token|secret)' and e.value <> 'null' $filter$ end,
				link.source, link.column_name
			) into found_rows using case when link.is_account then account else person end;
		end if;
		if found_rows is not null then
			links := links || jsonb_build_object(link.name || '.' || link.column_name, found_rows);
		end if;
	end loop;
	for link in select distinct object_kind as kind from private.authorships where person_id = person loop
		if to_regclass(format('public.%I', link.kind || 's')) is not null then
			execute format(
				'select jsonb_agg(to_jsonb(t)) from public.%I t where t.id in (select object_id from private.authorships where person_id = $1 and object_kind = $2)',
				link.kind || 's'
			) into found_rows using person, link.kind;
			written := written || jsonb_build_object(link.kind, coalesce(found_rows, '[]'));
		end if;
	end loop;
	return jsonb_build_object(
		'account', (select jsonb_build_object('address', u.email, 'created_at', u.created_at, 'last_sign_in_at', u.last_sign_in_at)
			from auth.users u where u.id = account),
		'sessions', (select jsonb_agg(jsonb_build_object('device', s.user_agent, 'opened_at', s.created_at, 'used_at', s.updated_at))
			from auth.sessions s where s.user_id = account),
		'profile', (select to_jsonb(p) from public.people p where p.id = person),
		'organisations', (select jsonb_agg(jsonb_build_object('name', o.name, 'role', m.role, 'since', m.since))
			from public.organisation_members m join public.organisations o on o.id = m.organisation_id where m.person_id = person),
		'spaces', (select jsonb_agg(jsonb_build_object('name', s.name, 'role', m.role, 'since', m.since))
			from public.space_members m join public.spaces s on s.id = m.space_id where m.person_id = person),
		'mails', (select jsonb_agg(jsonb_build_object('kind', l.kind, 'created_at', l.created_at, 'sent_at', l.sent_at) order by l.id)
			from private.mails l where l.recipient = address),
		'written', written,
		'tables', links
	);
end
$$;
comment on function private.person_data is 'The copy of somebody''s data, for the job that makes their archive.';
grant execute on function private.person_data to service_role;

-- « Fermer mon compte »: asked, then done after seven days, unless it is taken back on the account's page
-- or by the link of a mail. Here because asking must not be seen by others.
create table private.departures (
	id uuid primary key,
	person_id uuid not null unique references public.people (id) on delete cascade,
	asked_at timestamptz not null default now(),
	due_at timestamptz not null default now() + interval '7 days',
	cancel_hash text not null unique
);
alter table private.departures enable row level security;
comment on table private.departures is 'Accounts that will be closed: after it, the person is « Ancien membre » and what they wrote stays.';

create function private.follow_departure() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		perform private.record_activity('asked-to-leave', 'person', new.person_id);
		perform private.queue('close-account', json_build_object('id', new.id), 'close-account:' || new.id, new.due_at - now());
	elsif exists (select from public.people where id = old.person_id and account_id is not null) then
		perform private.record_activity('stayed', 'person', old.person_id);
	end if;
	return null;
end
$$;
create trigger departures_follow after insert or delete on private.departures
	for each row execute function private.follow_departure();

-- What nobody would answer for after somebody left.
create function private.left_alone_by(person uuid) returns table (kind text, id uuid, name text)
	language sql stable security definer set search_path = ''
	begin atomic
		select 'organisation', o.id, o.name from public.organisation_members m
		join public.organisations o on o.id = m.organisation_id
		where m.person_id = person and m.role = 'referent' and o.status not in ('archived', 'withdrawn') and not exists (
			select from public.organisation_members x join public.people p on p.id = x.person_id
			where x.organisation_id = o.id and x.role = 'referent' and x.person_id <> person and p.account_id is not null
		)
		union all
		select 'space', s.id, s.name from public.space_members m
		join public.spaces s on s.id = m.space_id
		where m.person_id = person and m.role = 'animateur' and s.archived_at is null and not exists (
			select from public.space_members x join public.people p on p.id = x.person_id
			where x.space_id = s.id and x.role = 'animateur' and x.person_id <> person and p.account_id is not null
		);
	end;
comment on function private.left_alone_by is 'Organisations whose last referent, and spaces whose last animateur, this person is. Called by functions only.';

create function private.viewer_leaves_alone() returns table (kind text, id uuid, name text)
	language sql stable security definer set search_path = ''
	begin atomic
		select l.kind, l.id, l.name from private.left_alone_by(private.viewer()) l order by l.kind, private.fold(l.name), l.id;
	end;
grant execute on function private.viewer_leaves_alone to authenticated;

create function private.ask_to_leave(departure uuid, cancel text, anyway boolean) returns timestamptz
	language plpgsql volatile security definer set search_path = '' as $$
declare
	person constant uuid := private.viewer();
	proven boolean := (private.viewer_account() ->> 'justSignedIn')::boolean;
begin
	if person is null or not coalesce(proven, false) then
		raise sqlstate '42501' using message = 'Leaving asks for a fresh proof of who is there.';
	end if;
	if exists (select from public.people where id = person and network_role = 'admin')
		and not exists (select from public.people where network_role = 'admin' and account_id is not null and id <> person) then
		raise sqlstate 'PT409' using message = 'The network does not lose its last administrator.', hint = 'last-administrator';
	end if;
	if not anyway and exists (select from private.left_alone_by(person)) then
		raise sqlstate 'PT409' using message = 'Somebody must answer for what this person leaves.', hint = 'leaves-alone';
	end if;
	insert into private.departures (id, person_id, cancel_hash) values (departure, person, cancel) on conflict do nothing;
	return (select d.due_at from private.departures d where d.person_id = person and d.id = departure);
end
$$;
comment on function private.ask_to_leave is 'Closes the viewer''s account in seven days. Null when it was asked already.';
grant execute on function private.ask_to_leave to authenticated;

-- Tells the viewer that their account will close, in the transaction that asked for it and only there: asked
-- twice, it is told once, with the one link that is good.
create function private.mail_departure(departure uuid, subject text, body text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	insert into private.mails (id, kind, recipient, subject, body_text)
	select d.id, 'leaving', u.email, mail_departure.subject, mail_departure.body
	from private.departures d
	join public.people p on p.id = d.person_id join auth.users u on u.id = p.account_id
	where d.id = departure and d.person_id = private.viewer() and d.asked_at = now();
end
$$;
grant execute on function private.mail_departure to authenticated;

create function private.stay() returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
begin
	delete from private.departures where person_id = private.viewer();
	return found;
end
$$;
grant execute on function private.stay to authenticated;

create function private.stay_by_link(cancel text) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
begin
	delete from private.departures where cancel_hash = cancel;
	return found;
end
$$;
grant execute on function private.stay_by_link to service_role;

-- The account goes, the person stays as « Ancien membre »: what they wrote keeps an author, and nothing
-- more says who it was. Returns their address and language, to tell them, and the copies of their data,
-- to remove; no row when it is not due.
create function private.close_account(departure uuid) returns table (address text, language text, archives uuid[])
	language plpgsql volatile security definer set search_path = '' as $$
declare
	leaver uuid;
	account uuid;
begin
	select d.person_id into leaver from private.departures d where d.id = departure and d.due_at <= now() for update;
	if leaver is null then
		return;
	end if;
	select p.account_id, u.email, p.language into account, address, language
	from public.people p left join auth.users u on u.id = p.account_id where p.id = leaver for update of p;
	-- Their triggers tell the network what nobody answers for any longer.
	delete from public.organisation_members where person_id = leaver;
	delete from public.space_members where person_id = leaver;
	delete from public.resource_readers where person_id = leaver;
	select coalesce(array_agg(e.id), '{}') into archives from public.data_exports e where e.person_id = leaver;
	delete from public.data_exports where person_id = leaver;
	delete from private.mails l where l.recipient = address;
	update public.people set name = 'Ancien membre', function = null, bio = null, account_id = null, time_zone = default,
		network_role = 'membre', visibility = 'reseau' where id = leaver;
	delete from private.departures where id = departure;
	-- Its sessions, identities, verification and admission go with it; nothing else does.
	delete from auth.users where id = account;
	insert into public.activity (verb, object_kind, object_id) values ('left', 'person', leaver);
	perform private.announce_rights(leaver);
	return next;
end
$$;
comment on function private.close_account is 'Closes an account whose seven days have passed. Done twice, it is done once.';
grant execute on function private.close_account to service_role;

create or replace function private.viewer_account() returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
begin
	return (
		select jsonb_build_object('email', u.email, 'hasPassphrase', v.passphrase_set_at is not null,
			'justSignedIn', coalesce(s.created_at > now() - interval '15 minutes', false),
			'leavesAt', (select d.due_at from private.departures d join public.people p on p.id = d.person_id where p.account_id = u.id))
		from auth.users u
		left join private.verified_accounts v on v.account_id = u.id
		left join auth.sessions s on s.user_id = u.id
			and s.id = (current_setting('request.jwt.claims', true)::jsonb ->> 'session_id')::uuid
		where u.id = (select auth.uid())
	);
end
$$;
comment on function private.viewer_account is 'The viewer''s address, whether they chose a passphrase, whether this session was opened a moment ago, and when the account closes if they asked for it.';
