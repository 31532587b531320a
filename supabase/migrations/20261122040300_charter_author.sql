-- Who published a version is told by the journal, under the policies of people: everybody who reads an
-- open space reads the columns of its charter (docs/architecture.md).
create or replace function private.charters_to_accept() returns table (space_id uuid, slug text, name text, required_from timestamptz)
	language sql stable security definer set search_path = '' rows 4
	begin atomic
		select s.id, s.slug::text, s.name, c.required_from
		from public.space_members m
		join public.spaces s on s.id = m.space_id and s.archived_at is null
		cross join lateral (
			select latest.id, latest.body, latest.required_from from public.space_charters latest
			where latest.space_id = s.id order by latest.version desc limit 1
		) c
		where m.person_id = private.viewer() and c.body is not null and m.role <> 'animateur'
			and (m.organisation_id is null or m.organisation_id in (select private.viewer_referent_organisations()))
			and not exists (
				select from public.charter_acceptances a where a.charter_id = c.id
					and (a.organisation_id = m.organisation_id or m.organisation_id is null and a.organisation_id is null and a.person_id = m.person_id)
			);
	end;
alter table public.space_charters drop column published_by;
