-- « Mettre en relation » (`domain.md` IN-03, IN-12): a member presents two organisations to each other, by
-- their own name. One message goes to those who answer for both; neither learns the address of the other.
create table public.introductions (
	id uuid primary key,
	-- Nobody introduces for another: the column is not granted.
	author_id uuid default private.viewer() references public.people (id) on delete set null,
	first_id uuid not null references public.organisations (id) on delete cascade,
	second_id uuid not null references public.organisations (id) on delete cascade,
	message text not null check (char_length(btrim(message)) between 10 and 4000),
	created_at timestamptz not null default now(),
	constraint "an organisation is not introduced to itself" check (first_id <> second_id)
);
create index introductions_author_key on public.introductions (author_id, created_at desc);
create index introductions_first_key on public.introductions (first_id, created_at desc);
create index introductions_second_key on public.introductions (second_id, created_at desc);

alter table public.introductions enable row level security;
grant select, insert (id, first_id, second_id, message) on public.introductions to authenticated;
grant select, insert, update, delete on public.introductions to service_role;
create policy "people read the introductions that they made" on public.introductions
	for select to authenticated using (author_id = (select private.viewer()));
create policy "referents read how they were introduced" on public.introductions
	for select to authenticated
	using (first_id in (select private.viewer_referent_organisations()) or second_id in (select private.viewer_referent_organisations()));
create policy "members introduce organisations that they see" on public.introductions
	for insert to authenticated
	with check (
		author_id = (select private.viewer())
		-- Each is told of the other: neither is for its own people only.
		and first_id in (select o.id from public.organisations o where o.status = 'published' and o.visibility <> 'prive')
		and second_id in (select o.id from public.organisations o where o.status = 'published' and o.visibility <> 'prive')
	);

-- After the row is judged by the policies: a refusal teaches nothing to who has no right there.
create function private.follow_introduction() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	-- Each one writes to people who did not ask for it.
	perform pg_advisory_xact_lock(hashtextextended('introductions ' || new.author_id, 0));
	if (select count(*) from public.introductions i
			where i.author_id = new.author_id and i.created_at > now() - interval '1 day') > 5
		or (select count(*) from public.introductions i
			where (i.first_id in (new.first_id, new.second_id) or i.second_id in (new.first_id, new.second_id))
				and i.created_at > now() - interval '1 day') > 20 then
		raise sqlstate 'PT409' using message = 'Five introductions a day, twenty for the same organisation.', hint = 'too-many';
	end if;
	perform private.record_activity('introduced', 'organisation', new.first_id);
	perform private.record_activity('introduced', 'organisation', new.second_id);
	perform private.queue('mail-introduction', json_build_object('id', new.id), 'mail-introduction:' || new.id);
	return null;
end
$$;
create trigger introductions_follow after insert on public.introductions
	for each row execute function private.follow_introduction();
create function private.retain_introductions() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	most constant integer := 20000;
	removed integer;
begin
	delete from public.introductions where id in (select i.id from public.introductions i
		where i.created_at < now() - interval '1 year' limit most);
	get diagnostics removed = row_count;
	return removed;
end
$$;
comment on function private.retain_introductions is 'A retention rule: two organisations that met in a year know each other.';
grant execute on function private.retain_introductions to service_role;

comment on table public.introductions is 'Organisations that somebody presented to each other, with their word: read by its author and by those who answer for both.';

-- Somebody who enters is told of it, with what may be done first. Those whom the system makes are not.
create function private.welcome_person() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.queue('mail-welcome', json_build_object('id', new.id), 'mail-welcome:' || new.id);
	return null;
end
$$;
create trigger people_mail_welcome after insert on public.people
	for each row when (auth.uid() is not null) execute function private.welcome_person();
