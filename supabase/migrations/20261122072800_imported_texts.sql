-- An import reads and writes what a sheet says of itself at length, too: what our own spreadsheet says is read back.
create or replace function private.organisation_facts(organisation uuid) returns jsonb
	language sql stable security definer set search_path = ''
	begin atomic
		select jsonb_build_object(
			'name', o.name, 'acronym', o.acronym, 'kind_code', o.kind_code,
			'territory_code', coalesce(p.territory_code, o.territory_code),
			'rna', o.rna, 'siren', o.siren, 'summary', o.summary, 'website', o.website,
			'description', o.description, 'offers', o.offers, 'needs', o.needs,
			'themes', array(select t.theme_code::text from public.organisation_themes t where t.organisation_id = o.id order by 1),
			'countries', array(select c.country from public.organisation_countries c where c.organisation_id = o.id order by 1),
			'names', array(select n.name from public.organisation_names n where n.organisation_id = o.id order by 1),
			'shown_territory', o.territory_code, 'slug', o.slug, 'status', o.status
		)
		from public.organisations o left join public.organisation_places p on p.organisation_id = o.id
		where o.id = organisation;
	end;

create or replace function private.write_imported(r public.organisation_import_rows) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if r.outcome = 'changed' then
		update public.organisations o set
			name = coalesce(r."values" ->> 'name', o.name), acronym = coalesce(r."values" ->> 'acronym', o.acronym),
			kind_code = coalesce(r."values" ->> 'kind_code', o.kind_code),
			territory_code = coalesce(r."values" ->> 'territory_code', o.territory_code),
			rna = coalesce(r."values" ->> 'rna', o.rna), siren = coalesce(r."values" ->> 'siren', o.siren),
			summary = coalesce(r."values" ->> 'summary', o.summary), website = coalesce(r."values" ->> 'website', o.website),
			description = coalesce(r."values" ->> 'description', o.description),
			offers = coalesce(r."values" ->> 'offers', o.offers), needs = coalesce(r."values" ->> 'needs', o.needs)
		where o.id = r.organisation_id;
	else
		insert into public.organisations (id, slug, name, acronym, kind_code, territory_code, rna, siren, summary, website,
			description, offers, needs, status, sensitivity)
		values (
			r.organisation_id, private.free_organisation_slug(r."values" ->> 'slug', r.organisation_id), r."values" ->> 'name', r."values" ->> 'acronym',
			r."values" ->> 'kind_code', r."values" ->> 'territory_code', r."values" ->> 'rna', r."values" ->> 'siren', r."values" ->> 'summary',
			r."values" ->> 'website', r."values" ->> 'description', r."values" ->> 'offers', r."values" ->> 'needs', 'published',
			-- What a territory protects by itself (§3.4).
			array(
				select distinct masked from public.territory_ancestors a join public.territories t on t.code = a.ancestor_code, unnest(t.default_sensitivity) masked
				where a.territory_code = r."values" ->> 'territory_code' order by 1
			)
		);
	end if;
	if r."values" ? 'themes' then
		delete from public.organisation_themes where organisation_id = r.organisation_id;
		insert into public.organisation_themes select r.organisation_id, jsonb_array_elements_text(r."values" -> 'themes');
	end if;
	if r."values" ? 'countries' then
		delete from public.organisation_countries where organisation_id = r.organisation_id;
		insert into public.organisation_countries select r.organisation_id, jsonb_array_elements_text(r."values" -> 'countries');
	end if;
	-- Names are added: what it was called stays true.
	insert into public.organisation_names (id, organisation_id, name)
	select gen_random_uuid(), r.organisation_id, n from jsonb_array_elements_text(coalesce(r."values" -> 'names', '[]')) n
	where not exists (select from public.organisation_names x where x.organisation_id = r.organisation_id and x.name = n);
end
$$;
