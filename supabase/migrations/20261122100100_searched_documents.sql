-- Documents are found by their words, by those who read them: as far as both the document and its space go.
-- What is for named people is not searched.
create function private.index_document(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	-- From the widest to the closest.
	levels constant text[] := array['public', 'reseau', 'espace'];
	d public.documents;
	s public.spaces;
	entry private.search_entries;
	said text;
begin
	select * into d from public.documents where id = wanted;
	if not found or d.read_by = 'named' then
		delete from private.search_entries where object_kind = 'document' and object_id = wanted;
		return;
	end if;
	select * into s from public.spaces where id = d.space_id;
	select t.plain into said from public.document_texts t where t.document_id = d.id;
	entry.object_kind := 'document';
	entry.object_id := d.id;
	-- What its address ends with, after /espaces/.
	entry.slug := s.slug || '/documents/' || d.id;
	entry.title := d.title;
	entry.summary := left(coalesce(said, ''), 300);
	entry.themes := '{}';
	entry.language := d.language;
	entry.sort_at := d.updated_at;
	entry.visibility := levels[greatest(array_position(levels, d.read_by), array_position(levels, s.visibility))];
	entry.space_id := s.id;
	perform private.put_search_entry(entry, array[d.title, '', coalesce(said, '')], '');
end
$$;
insert into private.search_kinds (kind) values ('document');
create constraint trigger documents_search after insert or update or delete on public.documents
	deferrable initially deferred for each row execute function private.refresh_search('document', 'id');
create constraint trigger document_texts_search after update on public.document_texts
	deferrable initially deferred for each row execute function private.refresh_search('document', 'document_id');

create function private.follow_space_documents() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.index_document(d.id) from public.documents d where d.space_id = new.id;
	return null;
end
$$;
create trigger spaces_search_documents after update of visibility on public.spaces
	for each row when (old.visibility is distinct from new.visibility) execute function private.follow_space_documents();
