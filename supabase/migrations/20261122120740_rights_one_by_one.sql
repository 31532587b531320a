-- What was left of rights asked « among all those that the viewer reads », of tables that grow with the network:
-- asked one by one, the key answers, as for organisations. The policies say the same.
alter policy "whoever reads a document reads its text" on public.document_texts
	using (exists (select from public.documents d where d.id = document_id));
alter policy "whoever reads a document reads what it names" on public.document_mentions
	using (exists (select from public.documents d where d.id = document_id));
alter policy "those who manage a document name people whom they see" on public.document_people
	with check (private.manages_document(document_id) and exists (select from public.people p where p.id = person_id));
alter policy "who decides knows who asks" on public.people
	using (exists (
		select from public.organisation_requests r
		where r.person_id = people.id and r.state = 'pending' and r.person_id is distinct from (select private.viewer())
	));
alter policy "members ask to join an organisation that they see" on public.organisation_requests
	with check (person_id = (select private.viewer()) and state = 'pending'
		and exists (select from public.organisations o where o.id = organisation_id and o.status = 'published'));
alter policy "members introduce organisations that they see" on public.introductions
	with check (author_id = (select private.viewer())
		and exists (select from public.organisations o where o.id = first_id and o.status = 'published' and o.visibility <> 'prive')
		and exists (select from public.organisations o where o.id = second_id and o.status = 'published' and o.visibility <> 'prive'));
alter policy "facilitators read the lines of what they bring" on public.organisation_import_rows
	using (exists (select from public.organisation_imports i where i.id = import_id));

alter policy "whoever reads the space reads its documents, as far as each one goes" on public.documents
	using (exists (select from public.spaces s where s.id = space_id) and (
		read_by = 'public'
		or read_by = 'reseau' and (select private.viewer()) is not null
		or read_by = 'espace' and space_id in (select private.viewer_spaces())
		or id in (select private.viewer_named_documents())
	));
alter policy "whoever reads a space reads its themes" on public.space_themes
	using (exists (select from public.spaces s where s.id = space_id));
alter policy "whoever reads a space reads which bodies it gathers" on public.space_organisations
	using (exists (select from public.spaces s where s.id = space_id));
alter policy "whoever reads a space reads where it acts, unless its place is masked" on public.space_territories
	using (exists (select from public.spaces s where s.id = space_id and not private.masks(s.sensitivity, 'place'))
		or space_id in (select private.viewer_spaces()));
alter policy "whoever reads a space, or stands at its door, reads its charter" on public.space_charters
	using (exists (select from public.spaces s where s.id = space_id) or space_id in (select private.viewer_doors()));
alter policy "people ask to take part in a space that they know of" on public.space_requests
	with check (person_id = (select private.viewer()) and state = 'pending'
		and (exists (select from public.spaces s where s.id = space_id) or space_id in (select private.viewer_doors()))
		and (organisation_id is null or organisation_id in (select private.viewer_organisations())));
alter policy "what happened in a space is for who reads it" on public.activity
	using (space_id is null or object_kind = 'resource' or exists (select from public.spaces s where s.id = space_id));
alter policy "who reads a space sees what it became" on public.activity
	using (object_kind = 'space' and (select private.viewer()) is not null and (
		object_id in (select private.viewer_spaces())
		or verb in ('opened', 'revised', 'archived', 'reopened') and exists (select from public.spaces s where s.id = object_id)
	));
