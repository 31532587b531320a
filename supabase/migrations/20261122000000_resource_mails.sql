-- What happens to a resource is told to whom it concerns: who may publish what is proposed; who wrote
-- what was sent back, published, corrected or withdrawn by somebody else (`domain.md` RC-01, §4.1).
create function private.tell_resource() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	actor constant uuid := private.viewer();
	was constant text := case when tg_op = 'UPDATE' then old.status end;
	about constant text := case
		when new.status is distinct from was and new.status in ('proposed', 'to-correct', 'withdrawn') then new.status
		when new.status = 'published' and was in ('proposed', 'to-correct') then 'published'
		when new.status = was and new.published_at is not null then 'revised'
	end;
begin
	-- The system's own work writes to nobody; the decision about a report has its own mail.
	if about is null or actor is null or private.decides_about('resource', new.id) then
		return null;
	end if;
	perform private.queue(
		'mail-resource',
		json_build_object('id', new.id, 'about', about, 'version', new.version, 'actor', actor, 'reason', private.given_reason()),
		'mail-resource:' || new.id || ':' || about,
		-- Corrections come several in a row: the last one is told.
		case when about = 'revised' then interval '10 minutes' else interval '0' end
	);
	return null;
end
$$;
create trigger resources_tell after insert or update on public.resources
	for each row execute function private.tell_resource();

-- Judged when the mail is written: who left meanwhile is told nothing. `by` did it, and knows.
create function private.resource_correspondents(resource uuid, about text, by uuid) returns table (email text, language text)
	language plpgsql stable security definer set search_path = '' as $$
declare
	r public.resources;
	concerned uuid[];
begin
	select * into r from public.resources where id = resource;
	if about = 'proposed' then
		if r.status is distinct from 'proposed' then
			return;
		end if;
		concerned := array(
			select m.person_id from public.organisation_members m
			where m.organisation_id = r.organisation_id and m.role = 'referent' and r.visibility <> 'prive'
			union
			select m.person_id from public.space_members m
			where m.space_id = r.space_id and m.role = 'animateur' and r.visibility = 'espace'
		);
		-- Nobody nearer may publish it.
		if concerned = '{}' and r.visibility in ('public', 'reseau') then
			concerned := array(select p.id from public.people p where p.network_role = 'documentaliste');
		end if;
	else
		concerned := array(select a.person_id from private.authorships a where a.object_kind = 'resource' and a.object_id = resource);
		-- Its author changes it: nobody to tell.
		if by = any (concerned) then
			return;
		end if;
	end if;
	return query
		select u.email::text, p.language from public.people p join auth.users u on u.id = p.account_id
		where p.id = any (concerned) and p.id is distinct from by and u.email is not null;
end
$$;
comment on function private.resource_correspondents is 'To whom a mail about a resource goes, in which language.';
grant execute on function private.resource_correspondents to service_role;
