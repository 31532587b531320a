-- A spreadsheet of organisations also says for whom they work, in which languages, which networks they joined and
-- which towns they are twins of (`domain.md` IN-01): what the directory gives is what it reads back.
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
			'audiences', array(select a.audience_code::text from public.organisation_audiences a where a.organisation_id = o.id order by 1),
			'languages', array(select l from unnest(o.languages) l order by 1),
			-- By their addresses: those of the directory.
			'networks', array(
				select n.slug::text from public.organisation_networks x join public.organisations n on n.id = x.network_id
				where x.organisation_id = o.id and n.status in ('published', 'archived') order by 1
			),
			'twinnings', coalesce((
				select jsonb_agg(jsonb_build_object('town', w.town, 'country', w.country, 'on', w.sworn_on, 'language', w.language) order by w.town, w.id)
				from public.organisation_twinnings w where w.organisation_id = o.id
			), '[]'),
			'shown_territory', o.territory_code, 'slug', o.slug, 'status', o.status
		)
		from public.organisations o left join public.organisation_places p on p.organisation_id = o.id
		where o.id = organisation;
	end;

-- One line of an import, written.
create or replace function private.write_imported(r public.organisation_import_rows) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	spoken constant text[] := array(select jsonb_array_elements_text(coalesce(r."values" -> 'languages', '[]')));
begin
	if r.outcome = 'changed' then
		update public.organisations o set
			name = coalesce(r."values" ->> 'name', o.name), acronym = coalesce(r."values" ->> 'acronym', o.acronym),
			kind_code = coalesce(r."values" ->> 'kind_code', o.kind_code),
			territory_code = coalesce(r."values" ->> 'territory_code', o.territory_code),
			rna = coalesce(r."values" ->> 'rna', o.rna), siren = coalesce(r."values" ->> 'siren', o.siren),
			summary = coalesce(r."values" ->> 'summary', o.summary), website = coalesce(r."values" ->> 'website', o.website),
			description = coalesce(r."values" ->> 'description', o.description),
			offers = coalesce(r."values" ->> 'offers', o.offers), needs = coalesce(r."values" ->> 'needs', o.needs),
			languages = case when r."values" ? 'languages' then spoken else o.languages end
		where o.id = r.organisation_id;
	else
		insert into public.organisations (id, slug, name, acronym, kind_code, territory_code, rna, siren, summary, website,
			description, offers, needs, languages, status, sensitivity)
		values (
			r.organisation_id, private.free_organisation_slug(r."values" ->> 'slug', r.organisation_id), r."values" ->> 'name', r."values" ->> 'acronym',
			r."values" ->> 'kind_code', r."values" ->> 'territory_code', r."values" ->> 'rna', r."values" ->> 'siren', r."values" ->> 'summary',
			r."values" ->> 'website', r."values" ->> 'description', r."values" ->> 'offers', r."values" ->> 'needs', spoken, 'published',
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
	if r."values" ? 'audiences' then
		delete from public.organisation_audiences where organisation_id = r.organisation_id;
		insert into public.organisation_audiences select r.organisation_id, jsonb_array_elements_text(r."values" -> 'audiences');
	end if;
	-- Networks and twins are added: whoever made the file may not have seen them all.
	insert into public.organisation_networks
	select r.organisation_id, n.id from public.organisations n
	where n.slug in (select jsonb_array_elements_text(coalesce(r."values" -> 'networks', '[]'))) and n.id <> r.organisation_id
	on conflict do nothing;
	-- More is said of a town that is there: it takes its place.
	delete from public.organisation_twinnings w using jsonb_to_recordset(coalesce(r."values" -> 'twinnings', '[]')) x (town text)
	where w.organisation_id = r.organisation_id and private.fold(w.town) = private.fold(x.town);
	insert into public.organisation_twinnings (id, organisation_id, town, country, sworn_on, language)
	select gen_random_uuid(), r.organisation_id, x.town, x.country, x."on", x.language
	from jsonb_to_recordset(coalesce(r."values" -> 'twinnings', '[]')) x (town text, country text, "on" text, language text);
	-- Names are added: what it was called stays true.
	insert into public.organisation_names (id, organisation_id, name)
	select gen_random_uuid(), r.organisation_id, n from jsonb_array_elements_text(coalesce(r."values" -> 'names', '[]')) n
	where not exists (select from public.organisation_names x where x.organisation_id = r.organisation_id and x.name = n);
end
$$;
