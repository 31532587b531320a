-- What is written is judged, brought to the others, and then stored, in one transaction (docs/decisions/0011): the
-- first statement says whether the viewer writes the document, and holds it to that until the update is durable.

-- The same as before, planned once by connection.
create or replace function private.writes_document(document uuid) returns boolean
	language plpgsql stable security definer set search_path = '' as $$
begin
	return exists (
		select from public.documents d
		where d.id = document and d.space_id in (select private.viewer_writing_spaces()) and (
			d.written_by = 'espace'
			or d.id in (select private.viewer_authored('document'))
			or exists (
				select from public.document_people n
				where n.document_id = d.id and n.writes and n.person_id = (select private.viewer())
			)
		)
	);
end
$$;

create function private.admit_document_update(claims jsonb, document uuid, size integer) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	stands text;
	held bigint;
begin
	if not private.enter(claims) then
		raise sqlstate '42501' using message = 'The session was closed.';
	end if;
	-- Those who write do not wait for each other here. Whoever adopts the text waits until they have stored, and
	-- they wait for whoever adopts it: so what is judged now holds when it is stored.
	select d.status, s.bytes into stands, held
	from public.documents d join private.document_states s on s.document_id = d.id
	where d.id = document for key share;
	if not found or not private.writes_document(document) then
		raise sqlstate '42501' using message = 'The viewer does not write this document.';
	end if;
	if stands = 'adopted' then
		raise sqlstate 'PT409' using message = 'An adopted text does not change.', hint = 'adopted';
	end if;
	perform private.measure_document_update(size, held);
	perform set_config('palabre.admitted', document::text, true);
end
$$;
comment on function private.admit_document_update is
	'Whether whoever the claims say may write this document now, for the transaction that stores what they wrote.';

create function private.measure_document_update(size integer, held bigint) returns void
	language plpgsql immutable set search_path = '' as $$
begin
	if size not between 1 and 1000000 then
		raise sqlstate 'PT409' using message = 'An update is at most a million bytes.', hint = 'full';
	end if;
	if held + size > 10000000 then
		raise sqlstate 'PT409' using message = 'A document is at most ten million bytes.', hint = 'full';
	end if;
end
$$;

create function private.put_document_update(document uuid, change bytea, sender text) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	author constant uuid := private.viewer();
	numbered integer;
begin
	update private.document_states s
	set updates = s.updates + 1, bytes = s.bytes + octet_length(change), changed_at = clock_timestamp()
	where s.document_id = document returning s.updates into numbered;
	insert into private.document_updates (document_id, number, update, person_id) values (document, numbered, change, author);
	insert into private.document_hands (document_id, person_id) values (document, author) on conflict do nothing;
	perform pg_notify('palabre_document_update', json_build_object('id', document, 'sender', sender)::text);
	return numbered;
end
$$;
comment on function private.put_document_update is 'Called by the functions that judge: no role may execute it.';

create function private.store_document_update(document uuid, change bytea, sender text) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if current_setting('palabre.admitted', true) is distinct from document::text then
		raise sqlstate '42501' using message = 'Nobody was admitted to write this document.';
	end if;
	return private.put_document_update(document, change, sender);
end
$$;
comment on function private.store_document_update is 'Stores what its author was admitted to write, in the transaction that admitted them.';

create or replace function private.append_document_update(document uuid, change bytea, sender text) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform private.lock_document(document);
	perform private.measure_document_update(octet_length(change), s.bytes)
	from private.document_states s where s.document_id = document;
	return private.put_document_update(document, change, sender);
end
$$;
grant execute on function private.admit_document_update, private.store_document_update to palabre_app;
