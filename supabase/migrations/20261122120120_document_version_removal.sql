-- A version that should not stay, for what it says of somebody, loses its text for good. Its number stays, so that
-- the others keep theirs, and the journal says who took it away and why.
alter table public.document_versions add column removed_at timestamptz;
alter table public.document_versions add constraint "a removed version says nothing"
	check (removed_at is null or name is null and content = '[]');

create function private.remove_document_version(document uuid, wanted integer, reason text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	kept public.document_versions;
begin
	if not private.manages_document(document) then
		raise sqlstate '42501' using message = 'The viewer does not manage this document.';
	end if;
	if char_length(btrim(coalesce(reason, ''))) not between 3 and 600 then
		raise sqlstate 'PT409' using message = 'A version is taken away for a reason.', hint = 'reason';
	end if;
	select * into kept from public.document_versions v where v.document_id = document and v.number = wanted for update;
	if not found then
		raise sqlstate 'PT409' using message = 'There is no such version.';
	end if;
	-- Asked twice, it is done once.
	if kept.removed_at is not null then
		return;
	end if;
	update public.document_versions v set name = null, content = '[]', removed_at = now() where v.id = kept.id;
	-- The pictures that it alone showed go with it.
	delete from public.document_files f
	where f.document_id = document and not f.shown and position(f.file_id::text in kept.content::text) > 0
		and not exists (
			select from public.document_versions v
			where v.document_id = document and position(f.file_id::text in v.content::text) > 0
		);
	perform private.record_activity('version-removed', 'document', document,
		(select d.space_id from public.documents d where d.id = document), btrim(reason));
end
$$;
comment on function private.remove_document_version is
	'Takes the text of a version away for good, for those who manage its document; not of an adopted one.';
grant execute on function private.remove_document_version to authenticated;

-- What was taken away does not come back.
create function private.refuse_removed_version() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if exists (
		select from public.document_versions v
		where v.document_id = new.document_id and v.number = new.restored_from and v.removed_at is not null
	) then
		raise sqlstate 'PT409' using message = 'This version was taken away.', hint = 'removed';
	end if;
	return new;
end
$$;
create trigger document_versions_removed before insert on public.document_versions
	for each row when (new.restored_from is not null) execute function private.refuse_removed_version();
