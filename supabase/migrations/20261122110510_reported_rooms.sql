-- Posts, messages, documents and events are reported too (`domain.md` §2.4). What is done about them is the network's own
-- act: their journal tells that it happened, the report who decided and why.
alter table public.reports
	drop constraint reports_object_kind_check,
	add constraint reports_object_kind_check
		check (object_kind in ('resource', 'organisation', 'space', 'post', 'message', 'document', 'event'));

-- An administrator is shown words that they do not read otherwise: only who reads them may bring them there.
create policy "a visitor reports what they read of a room" on public.reports
	as restrictive for insert to anon
	with check (case object_kind
		when 'post' then exists (select from public.posts p where p.id = object_id and p.withdrawn_at is null)
		when 'document' then exists (select from public.documents d where d.id = object_id)
		when 'event' then exists (select from public.events e where e.id = object_id)
		else object_kind <> 'message'
	end);
create policy "a member reports what they read of a room" on public.reports
	as restrictive for insert to authenticated
	with check (case object_kind
		when 'post' then exists (select from public.posts p where p.id = object_id and p.withdrawn_at is null)
		when 'message' then exists (select from public.chat_messages c where c.id = object_id and c.withdrawn_at is null)
		when 'document' then exists (select from public.documents d where d.id = object_id)
		when 'event' then exists (select from public.events e where e.id = object_id)
		else true
	end);

-- Whoever decides is not the author of the change: the rules of the object would judge them as somebody of its
-- space. @return their claims, to be taken again.
create function private.as_network() returns jsonb
	language plpgsql volatile security definer set search_path = '' as $$
declare
	claims constant jsonb := coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
begin
	perform private.enter('{}');
	return claims;
end
$$;
comment on function private.as_network is 'The rest of the transaction is nobody''s, until private.enter takes the claims back. Called by triggers only.';

-- What somebody said has no circle of its own.
create function private.restrict_post(object uuid) returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		select private.refuse_narrower();
	end;
create function private.restrict_message(object uuid) returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		select private.refuse_narrower();
	end;

-- Its number and its date stay. Its journal does not say why: its whole space reads it.
create function private.withdraw_post(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	claims constant jsonb := private.as_network();
begin
	perform set_config('palabre.reason', '', true);
	update public.posts set withdrawn_at = now() where id = object and withdrawn_at is null;
	perform private.enter(claims);
end
$$;

create function private.withdraw_message(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	claims constant jsonb := private.as_network();
begin
	update public.chat_messages set withdrawn_at = now() where id = object and withdrawn_at is null;
	perform private.enter(claims);
end
$$;

create function private.restrict_document(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	claims constant jsonb := private.as_network();
begin
	update public.documents d set read_by = case d.read_by when 'public' then 'reseau' else 'espace' end
	where d.id = object and d.read_by in ('public', 'reseau');
	if not found and exists (select from public.documents d where d.id = object) then
		perform private.refuse_narrower();
	end if;
	perform private.enter(claims);
end
$$;

-- It is still there for who opened it, adopted or not, and for nobody else.
create function private.withdraw_document(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	claims constant jsonb := private.as_network();
begin
	update public.documents d set read_by = 'named', written_by = 'named' where d.id = object;
	delete from public.document_people p where p.document_id = object;
	perform private.enter(claims);
end
$$;

create function private.restrict_event(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	claims constant jsonb := private.as_network();
begin
	update public.events e
	set visibility = case when e.visibility = 'public' then 'reseau' when e.organisation_id is not null then 'organisation' else 'espace' end
	where e.id = object
		and (e.visibility = 'public' or e.visibility = 'reseau' and coalesce(e.organisation_id, e.space_id) is not null);
	if not found and exists (select from public.events e where e.id = object) then
		perform private.refuse_narrower();
	end if;
	perform private.enter(claims);
end
$$;

create function private.withdraw_event(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	claims constant jsonb := private.as_network();
begin
	update public.events set status = 'withdrawn' where id = object and status = 'published';
	perform private.enter(claims);
end
$$;

create trigger events_hold before update of visibility, status on public.events
	for each row execute function private.hold_measure('event');

-- Until the measure is lifted, nobody else reads it again.
create function private.hold_document() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	circles constant text[] := array['named', 'espace', 'reseau', 'public'];
	document constant uuid := case tg_table_name when 'documents' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'document_id' end;
	wider boolean := true;
begin
	if tg_table_name = 'documents' then
		wider := array_position(circles, new.read_by) > array_position(circles, old.read_by);
	end if;
	if wider and (select auth.uid()) is not null and exists (
		select from public.reports r
		where r.object_kind = 'document' and r.object_id = document and r.lifted_at is null
			and (r.status = 'withdrawn' or r.status = 'restricted' and tg_table_name = 'documents')
	) then
		raise sqlstate 'PT409' using message = 'The network restricted it after a report, and says when it may be opened again.', hint = 'moderated';
	end if;
	return new;
end
$$;
create trigger documents_hold before update of read_by on public.documents
	for each row execute function private.hold_document();
create trigger document_people_hold before insert on public.document_people
	for each row execute function private.hold_document();

-- What was said, with the three before it and the three after: read by the administrators who look into a report,
-- while they do, in a conversation of two as elsewhere. Taking it up is in the journal, with who did.
create function private.reported_words(report uuid)
	returns table (number integer, said_at timestamptz, author text, body text, reported boolean)
	language sql stable security definer set search_path = '' rows 7
	begin atomic
		select around.number, around.said_at, x.name, around.body, around.id = r.object_id
		from public.reports r
		cross join lateral (
			select p.id, p.number, p.created_at as said_at, p.body, a.person_id
			from public.posts said
			join public.posts p on p.thread_id = said.thread_id and p.number between said.number - 3 and said.number + 3
			left join private.authorships a on a.object_kind = 'post' and a.object_id = p.id
			where r.object_kind = 'post' and said.id = r.object_id
			union all
			select c.id, c.seq, c.created_at, c.body, c.author_id
			from public.chat_messages said
			join public.chat_messages c on c.room_id = said.room_id and c.seq between said.seq - 3 and said.seq + 3
			where r.object_kind = 'message' and said.id = r.object_id
		) around
		left join public.people x on x.id = around.person_id
		where r.id = reported_words.report and r.status = 'examined' and private.viewer_plays('admin')
		order by around.number;
	end;
comment on function private.reported_words is 'Nothing for anybody but an administrator, nor before the report is taken up, nor once it is decided.';
grant execute on function private.reported_words to authenticated;

-- To whom a decision about a content is told: who wrote it, and who answers for its organisation or space.
create or replace function private.makers_of(kind text, object uuid)
	returns table (person_id uuid, email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query
		select distinct p.id, u.email::text, p.language
		from public.people p join auth.users u on u.id = p.account_id
		where u.email is not null and p.id in (
			select a.person_id from private.authorships a where a.object_kind = kind and a.object_id = object
			union all
			select c.author_id from public.chat_messages c where kind = 'message' and c.id = object
			union all
			select m.person_id from public.organisation_members m
			where m.role = 'referent' and m.organisation_id in (
				select object where kind = 'organisation'
				union all select r.organisation_id from public.resources r where kind = 'resource' and r.id = object
				union all select e.organisation_id from public.events e where kind = 'event' and e.id = object
			)
			union all
			select s.person_id from public.space_members s
			where s.role = 'animateur' and s.space_id in (
				select object where kind = 'space'
				union all select d.space_id from public.documents d where kind = 'document' and d.id = object and d.read_by <> 'named'
			)
		);
end
$$;

-- Ours only, and as long as nobody wrote it otherwise: no change of theirs, so neither a version nor a fact.
set constraints all immediate;
alter table public.processing_register disable trigger processing_register_follow;
update public.processing_register set
	people = 'Personnes qui signalent ; personnes qui ont écrit un message signalé, ou près de lui',
	people_en = 'People who report; people who wrote a reported message, or close to it',
	data = 'Nom, adresse de courriel, explication, décision. Pendant l’examen : le message signalé, les trois d’avant et d’après, et leurs auteurs.',
	data_en = 'Name, e-mail address, explanation, decision. During the examination: the reported message, the three before it and after it, and who wrote them.'
where id = '00000000-0000-7000-8000-0000000000a5' and version = 1;
alter table public.processing_register enable trigger processing_register_follow;
set constraints all deferred;
