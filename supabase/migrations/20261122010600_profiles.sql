-- What a person adds to their name: languages spoken, skills offered. Each in a row of its own, because
-- row-level security hides rows, not columns: each has its own circle of readers.
create function private.is_detail(field text, texts text[]) returns boolean
	language sql immutable parallel safe set search_path = ''
	return cardinality(texts) between 1 and 15 and array_position(texts, null) is null
		and (select bool_and(case field when 'languages' then t ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'
			else char_length(btrim(t)) between 2 and 60 end) from unnest(texts) t);
grant execute on function private.is_detail to authenticated, service_role;

create table public.person_details (
	person_id uuid not null references public.people (id) on delete cascade,
	field text not null check (field in ('languages', 'skills')),
	texts text[] not null,
	visibility text not null default 'reseau' check (visibility in ('public', 'reseau', 'prive')),
	primary key (person_id, field),
	constraint "details have a form" check (private.is_detail(field, texts))
);
alter table public.person_details enable row level security;
grant select on public.person_details to anon, authenticated;
grant insert (person_id, field, texts, visibility), update (texts, visibility), delete on public.person_details to authenticated;
grant select, insert, update, delete on public.person_details to service_role;
create policy "anyone reads the open details of the people they see" on public.person_details
	for select to anon, authenticated
	using (visibility = 'public' and exists (select from public.people p where p.id = person_id));
create policy "members read the details of the people they see" on public.person_details
	for select to authenticated
	using (visibility = 'reseau' and (select private.viewer()) is not null and exists (select from public.people p where p.id = person_id));
create policy "people read their own details" on public.person_details
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people say what they like of themselves" on public.person_details
	for insert to authenticated with check (person_id = (select private.viewer()));
create policy "people change what they say of themselves" on public.person_details
	for update to authenticated using (person_id = (select private.viewer())) with check (person_id = (select private.viewer()));
create policy "people take back what they said of themselves" on public.person_details
	for delete to authenticated using (person_id = (select private.viewer()));
comment on table public.person_details is 'Languages and skills of people, each shown to whom they chose.';

-- How somebody likes to read, on any device. Nobody else's business: not a column of people.
create table public.person_preferences (
	person_id uuid primary key references public.people (id) on delete cascade,
	theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
	light_mode boolean not null default false
);
alter table public.person_preferences enable row level security;
grant select on public.person_preferences to authenticated;
grant insert (person_id, theme, light_mode), update (theme, light_mode) on public.person_preferences to authenticated;
grant select, insert, update, delete on public.person_preferences to service_role;
create policy "people read how they like to read" on public.person_preferences
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people choose how they like to read" on public.person_preferences
	for insert to authenticated with check (person_id = (select private.viewer()));
create policy "people change how they like to read" on public.person_preferences
	for update to authenticated using (person_id = (select private.viewer())) with check (person_id = (select private.viewer()));
comment on table public.person_preferences is 'Theme and light mode, applied on a device when its person signs in.';

-- Both go with the account, when the person becomes « Ancien membre ».
create function private.forget_profile() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	delete from public.person_details where person_id = new.id;
	delete from public.person_preferences where person_id = new.id;
	return null;
end
$$;
create trigger people_forget_profile after update of account_id on public.people for each row
	when (old.account_id is not null and new.account_id is null) execute function private.forget_profile();
