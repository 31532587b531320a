-- « Signaler »: the notice that the LCEN and the DSA ask for (`domain.md` §2.4): where, why, who says
-- so, in good faith; then its answer with its reasons.
create table public.reports (
	id uuid primary key,
	object_kind text not null check (object_kind in ('resource', 'organisation', 'space')),
	object_id uuid not null,
	address text not null check (char_length(address) between 1 and 1000),
	ground text not null check (ground in ('illegal', 'copyright', 'privacy', 'danger', 'hate', 'minors', 'error', 'other')),
	explanation text not null check (char_length(btrim(explanation)) between 10 and 4000),
	-- Not asked of who reports the abuse of a child.
	reporter_name text check (char_length(reporter_name) <= 120),
	reporter_email text check (reporter_email ~ '^[^\s@]+@[^\s@]+$' and char_length(reporter_email) <= 200),
	good_faith boolean not null check (good_faith),
	-- In which the answer is written.
	language text not null default 'fr' check (language in ('fr', 'en')),
	reporter_id uuid references public.people (id) on delete set null,
	status text not null default 'received' check (status in ('received', 'examined', 'kept', 'restricted', 'withdrawn')),
	answer text check (char_length(answer) <= 4000),
	answered_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint "a report says who makes it" check (ground = 'minors' or (reporter_name is not null and reporter_email is not null)),
	constraint "a decision is explained" check (status in ('received', 'examined') or (answer is not null and answered_at is not null))
);
create index reports_waiting_key on public.reports (created_at) where status in ('received', 'examined');
create index reports_created_at_key on public.reports (created_at desc, id desc);
create index reports_object_key on public.reports (object_kind, object_id);
create index reports_reporter_key on public.reports (reporter_id);

create function private.follow_report() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		new.reporter_id := private.viewer();
		perform private.record_activity('reported', 'report', new.id);
	else
		new.updated_at := now();
		if new.status <> old.status then
			if new.status not in ('received', 'examined') then
				new.answered_at := now();
				perform private.queue('mail-report', json_build_object('id', new.id, 'about', new.status), 'mail-report:' || new.id || ':' || new.status);
			end if;
			perform private.record_activity(new.status, 'report', new.id);
		end if;
	end if;
	return new;
end
$$;
create trigger reports_follow before insert or update on public.reports for each row execute function private.follow_report();

alter table public.reports enable row level security;
grant insert (id, object_kind, object_id, address, ground, explanation, reporter_name, reporter_email, good_faith, language)
	on public.reports to anon, authenticated;
grant select on public.reports to authenticated;
grant update (status, answer, answered_at) on public.reports to authenticated;
grant select, insert, update, delete on public.reports to service_role;
create policy "anyone reports" on public.reports for insert to anon, authenticated with check (status = 'received');
create policy "administrators read reports" on public.reports
	for select to authenticated using ((select private.viewer_plays('admin')));
create policy "people read the reports that they made" on public.reports
	for select to authenticated using (reporter_id = (select private.viewer()));
create policy "administrators answer reports" on public.reports
	for update to authenticated using ((select private.viewer_plays('admin'))) with check ((select private.viewer_plays('admin')));

-- « Accusé de réception »: asked for by our own form, in the transaction of the report. A trigger would
-- let anybody make the network write to anybody, through the public API.
create function private.acknowledge_report(report uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if exists (select from public.reports where id = report and created_at = now()) then
		perform private.queue('mail-report', json_build_object('id', report, 'about', 'received'), 'mail-report:' || report || ':received');
	end if;
end
$$;
grant execute on function private.acknowledge_report to anon, authenticated;

-- To whom a decision about a content is told: who wrote it, and who answers for its organisation or space.
create function private.makers_of(kind text, object uuid)
	returns table (person_id uuid, email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query
		select distinct p.id, u.email::text, p.language
		from public.people p join auth.users u on u.id = p.account_id
		where u.email is not null and p.id in (
			select a.person_id from private.authorships a where a.object_kind = kind and a.object_id = object
			union all
			select m.person_id from public.organisation_members m
			where m.role = 'referent' and m.organisation_id in (
				select object where kind = 'organisation'
				union all select r.organisation_id from public.resources r where kind = 'resource' and r.id = object
			)
			union all
			select s.person_id from public.space_members s where kind = 'space' and s.role = 'animateur' and s.space_id = object
		);
end
$$;
grant execute on function private.makers_of to service_role;

-- What the administration's first page counts; null for anybody else.
create function private.administration() returns jsonb
	language sql stable security definer set search_path = ''
	return case when private.viewer_plays('admin') then jsonb_build_object(
		'people', (select count(*) from public.people where account_id is not null),
		'organisations', (select count(*) from public.organisations where status = 'published'),
		'spaces', (select count(*) from public.spaces where archived_at is null),
		'resources', (select count(*) from public.resources where published_at is not null and status <> 'withdrawn'),
		'reports', (select count(*) from public.reports where status in ('received', 'examined')),
		'failedMails', (select count(*) from private.mails where last_error is not null),
		'keptMails', (select count(*) from private.mails where kept_in is not null)
	) end;
grant execute on function private.administration to authenticated;

comment on table public.reports is 'Reports of public contents, and what was decided about them.';
