-- The logo of an organisation: a picture that one of its people brought, with what it says for those
-- who do not see it. Whoever reads the sheet reads it.
alter table public.organisations
	add column logo_file_id uuid references public.files (id),
	add column logo_alternative text check (char_length(logo_alternative) <= 300),
	add constraint "a logo is described" check (logo_file_id is null or char_length(btrim(coalesce(logo_alternative, ''))) >= 2);
create unique index organisations_logo_key on public.organisations (logo_file_id);
grant update (logo_file_id, logo_alternative) on public.organisations to authenticated;

create policy "whoever reads an organisation reads its logo" on public.files
	for select to anon, authenticated
	using (exists (select from public.organisations o where o.logo_file_id = files.id));
create policy "a logo stays while it is one" on public.files
	as restrictive for delete to authenticated
	using (not exists (select from public.organisations o where o.logo_file_id = files.id));

-- Only what one brought, or naming the file of somebody else would be enough to read it.
create function private.guard_organisation_logo() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if new.logo_file_id is not null and new.logo_file_id is distinct from old.logo_file_id then
		if (select auth.uid()) is not null and not new.logo_file_id in (select private.viewer_authored('file')) then
			raise sqlstate '42501' using message = 'One shows the pictures that one brought.';
		end if;
		if not exists (select from public.files f where f.id = new.logo_file_id and f.media_type like 'image/%') then
			raise sqlstate 'PT409' using message = 'A logo is a picture.';
		end if;
	end if;
	return new;
end
$$;
create trigger organisations_logo before update of logo_file_id on public.organisations
	for each row execute function private.guard_organisation_logo();

-- The picture of before goes, unless something else shows it.
create function private.forget_organisation_logo() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.files f where f.id = old.logo_file_id
		and not exists (select from public.resource_files rf where rf.file_id = f.id);
	return null;
end
$$;
create trigger organisations_forget_logo after update of logo_file_id on public.organisations
	for each row when (old.logo_file_id is not null and old.logo_file_id is distinct from new.logo_file_id)
	execute function private.forget_organisation_logo();
