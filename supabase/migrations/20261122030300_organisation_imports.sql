-- A directory that comes from a spreadsheet: read without changing anything, shown line by line, then
-- applied as it was shown, whole or not at all (`domain.md` IN-05).
create table public.organisation_imports (
	id uuid primary key,
	person_id uuid not null references public.people (id) on delete cascade,
	file_name text not null check (char_length(file_name) between 1 and 200),
	-- Columns of the file that nobody knows: they are not read, and it is said.
	ignored text[] not null default '{}',
	created_at timestamptz not null default now(),
	applied_at timestamptz
);
create index organisation_imports_person_key on public.organisation_imports (person_id, created_at desc);
create index organisation_imports_age_key on public.organisation_imports (created_at);

create table public.organisation_import_rows (
	import_id uuid not null references public.organisation_imports (id) on delete cascade,
	line integer not null check (line between 2 and 100000),
	outcome text not null check (outcome in ('new', 'changed', 'identical', 'similar', 'rejected')),
	name text not null,
	-- The one that it is, or the one that it will be: no reference, the latter is not there yet.
	organisation_id uuid,
	-- What is written: all of a new one, what changes of another.
	"values" jsonb not null default '{}',
	-- What the organisation said when the file was read.
	was jsonb,
	-- [{ column, problem }]
	problems jsonb not null default '[]',
	-- [{ slug, name, place }]
	alike jsonb not null default '[]',
	-- « C'est une autre » : added although one is like it.
	keep boolean not null default false,
	primary key (import_id, line),
	check ((outcome in ('changed', 'identical')) = (was is not null)),
	check (outcome = 'rejected' or organisation_id is not null),
	check (outcome = 'similar' or not keep)
);
create index organisation_import_rows_outcome_key on public.organisation_import_rows (import_id, outcome, line);

create function private.viewer_open_imports() returns setof uuid
	language sql stable security definer set search_path = '' rows 5
	begin atomic
		select i.id from public.organisation_imports i
		where i.person_id = private.viewer() and private.viewer_plays('admin', 'animateur')
			and i.applied_at is null and i.created_at > now() - interval '24 hours';
	end;
comment on function private.viewer_open_imports is 'What the viewer read from a spreadsheet and may still apply.';
grant execute on function private.viewer_open_imports to authenticated;

alter table public.organisation_imports enable row level security;
alter table public.organisation_import_rows enable row level security;
grant select on public.organisation_imports to authenticated;
grant select, update (keep) on public.organisation_import_rows to authenticated;
grant select, insert, update, delete on public.organisation_imports, public.organisation_import_rows to service_role;
create policy "facilitators read what they bring" on public.organisation_imports
	for select to authenticated using (person_id = (select private.viewer()) and (select private.viewer_plays('admin', 'animateur')));
create policy "facilitators read the lines of what they bring" on public.organisation_import_rows
	for select to authenticated using (import_id in (select i.id from public.organisation_imports i));
create policy "facilitators say which lookalike is another body" on public.organisation_import_rows
	for update to authenticated using (outcome = 'similar' and import_id in (select private.viewer_open_imports()));

-- What an import may write of an organisation, as it is now: its exact place, for those who validate.
create function private.organisation_facts(organisation uuid) returns jsonb
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

-- Keeps what a file would do. `lines`: the columns of `organisation_import_rows`.
create function private.keep_organisation_import(id uuid, file_name text, ignored text[], lines jsonb) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if not private.viewer_plays('admin', 'animateur') then
		raise sqlstate '42501' using message = 'Those who facilitate the network bring organisations.';
	end if;
	if jsonb_array_length(lines) > 2000 then
		raise sqlstate 'PT409' using message = 'Two thousand lines at most.';
	end if;
	insert into public.organisation_imports (id, person_id, file_name, ignored)
	values (keep_organisation_import.id, private.viewer(), keep_organisation_import.file_name, keep_organisation_import.ignored)
	on conflict do nothing;
	-- The same form sent twice.
	if not found then
		return;
	end if;
	insert into public.organisation_import_rows (import_id, line, outcome, name, organisation_id, "values", was, problems, alike)
	select keep_organisation_import.id, x.line, x.outcome, x.name, x.organisation_id, coalesce(x."values", '{}'), x.was,
		coalesce(x.problems, '[]'), coalesce(x.alike, '[]')
	from jsonb_to_recordset(lines) as x (line integer, outcome text, name text, organisation_id uuid, "values" jsonb, was jsonb, problems jsonb, alike jsonb);
end
$$;
grant execute on function private.keep_organisation_import to authenticated;

-- One line of an import, written.
create function private.write_imported(r public.organisation_import_rows) returns void
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

-- Applies what was shown, in the caller's transaction: whole, or nothing when one of them changed meanwhile.
create function private.apply_organisation_import(wanted uuid) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	i public.organisation_imports;
	r public.organisation_import_rows;
	written integer := 0;
begin
	select * into i from public.organisation_imports where id = wanted for update;
	if not found or i.person_id is distinct from private.viewer() or not private.viewer_plays('admin', 'animateur') then
		raise sqlstate '42501' using message = 'Those who facilitate the network apply what they brought.';
	end if;
	if i.applied_at is not null then
		raise sqlstate 'PT409' using message = 'This import was applied.', hint = 'applied';
	end if;
	if i.created_at < now() - interval '24 hours' then
		raise sqlstate 'PT409' using message = 'A dry run lasts a day.', hint = 'expired';
	end if;
	-- In one order, so that two imports wait for each other instead of blocking each other.
	perform from public.organisations o where o.id in (
		select x.organisation_id from public.organisation_import_rows x where x.import_id = wanted and x.outcome = 'changed'
	) order by o.id for update;
	for r in
		select * from public.organisation_import_rows x
		where x.import_id = wanted and (x.outcome in ('new', 'changed') or x.keep) order by x.line
	loop
		if r.outcome = 'changed' and private.organisation_facts(r.organisation_id) is distinct from r.was
			or r.outcome <> 'changed' and exists (
				select from public.organisations o
				where o.created_at > i.created_at and o.id not in (
						select x.organisation_id from public.organisation_import_rows x where x.import_id = wanted and x.line < r.line and x.organisation_id is not null)
					and (o.rna = r."values" ->> 'rna' or o.siren = r."values" ->> 'siren' or private.fold(o.name) = private.fold(r.name))
			) then
			raise sqlstate 'PT409' using message = format('Line %s: this organisation changed meanwhile.', r.line), hint = 'changed:' || r.line;
		end if;
		perform private.write_imported(r);
		written := written + 1;
	end loop;
	update public.organisation_imports set applied_at = now() where id = wanted;
	return written;
end
$$;
comment on function private.apply_organisation_import is 'Writes exactly what the dry run showed, and says how many organisations it wrote.';
grant execute on function private.apply_organisation_import to authenticated;

create function private.follow_organisation_import() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.record_activity('imported', 'organisation', r.organisation_id)
	from public.organisation_import_rows r
	where r.import_id = new.id and (r.outcome in ('new', 'changed') or r.keep);
	return null;
end
$$;
create trigger organisation_imports_follow after update of applied_at on public.organisation_imports
	for each row when (old.applied_at is null and new.applied_at is not null) execute function private.follow_organisation_import();

comment on table public.organisation_imports is 'A spreadsheet of organisations that somebody brought: kept a day, then forgotten.';
comment on table public.organisation_import_rows is 'What each line of a spreadsheet would do, or did.';
