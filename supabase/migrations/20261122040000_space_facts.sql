-- What a space is (`domain.md` CO-01, CO-08): its kind and level, what it was asked to do, where, how often,
-- by which rules, within which other space; and the college of each body that it gathers.
insert into public.space_kinds (code, label_fr, label_en, position) values
	('comite-de-pilotage', 'Comité de pilotage', 'Steering committee', 12),
	('conference-des-communes', 'Conférence des communes', 'Conference of municipalities', 32),
	('espace-departemental', 'Espace départemental', 'Département-wide space', 34),
	('espace-regional', 'Espace régional', 'Regional space', 36),
	('commission-programme', 'Commission programme', 'Programme commission', 62),
	('groupe-pays', 'Groupe-pays', 'Country group', 64),
	('collectif', 'Collectif', 'Collective', 66);

create table public.colleges (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	position smallint not null default 0,
	valid_to date
);
insert into public.colleges (code, label_fr, label_en, position) values
	('collectivites', 'Collectivités', 'Local authorities', 10),
	('partenaires', 'Territoires partenaires', 'Partner territories', 20),
	('associations', 'Associations et comités de jumelage', 'Associations and twinning committees', 30),
	('etablissements', 'Établissements', 'Schools, universities and public facilities', 40),
	('reseaux', 'Réseaux et centres de ressources', 'Networks and resource centres', 50),
	('acteurs-economiques', 'Acteurs économiques', 'Businesses', 60),
	('etat-bailleurs', 'État, bailleurs et programmes', 'State, funders and programmes', 70),
	('autres', 'Autres', 'Others', 80);

-- In which college a body of this kind usually sits: who gathers it may say otherwise.
create table public.usual_colleges (
	kind_code public.slug primary key references public.organisation_kinds (code) on delete cascade,
	college_code public.slug not null references public.colleges (code)
);
create index usual_colleges_college_key on public.usual_colleges (college_code);
insert into public.usual_colleges (kind_code, college_code)
select k.code, u.college_code from (values
	('commune', 'collectivites'), ('intercommunalite', 'collectivites'), ('departement', 'collectivites'),
	('region', 'collectivites'), ('service', 'collectivites'), ('collectivite-partenaire', 'partenaires'),
	('association', 'associations'), ('comite-de-jumelage', 'associations'), ('etablissement-scolaire', 'etablissements'),
	('universite', 'etablissements'), ('hopital', 'etablissements'), ('equipement-socioculturel', 'etablissements'),
	('reseau', 'reseaux'), ('entreprise', 'acteurs-economiques'), ('chambre-consulaire', 'acteurs-economiques'),
	('ministere', 'etat-bailleurs'), ('bailleur', 'etat-bailleurs'), ('programme', 'etat-bailleurs'),
	('organisation-internationale', 'etat-bailleurs')
) u (kind_code, college_code) join public.organisation_kinds k on k.code = u.kind_code;

create function private.usual_college(organisation uuid) returns text
	language sql stable security definer set search_path = ''
	return coalesce((
		select u.college_code::text from public.organisations o
		join public.usual_colleges u on u.kind_code = o.kind_code where o.id = organisation
	), 'autres');
comment on function private.usual_college is 'Called by triggers and migrations only: no role may execute it.';

alter table public.spaces
	add column level text check (level in ('politique', 'technique')),
	add column mandate public.markdown check (char_length(mandate) <= 5000),
	add column rhythm text check (char_length(rhythm) <= 200),
	add column quorum text check (char_length(quorum) <= 300),
	add column decision_mode text check (char_length(decision_mode) <= 300),
	add column parent_id uuid references public.spaces (id) on delete set null,
	add constraint "a space is not within itself" check (parent_id <> id);
create index spaces_parent_key on public.spaces (parent_id);
alter table public.space_organisations
	add column college_code public.slug references public.colleges (code),
	add column since timestamptz not null default now();
update public.space_organisations set college_code = private.usual_college(organisation_id);
-- The search index follows now: a table whose triggers wait cannot be altered.
set constraints all immediate;
alter table public.space_organisations alter column college_code set not null;
set constraints all deferred;
select set_config('palabre.indexed', '', true);
create index space_organisations_college_key on public.space_organisations (college_code);

-- Where it acts: its perimeter.
create table public.space_territories (
	space_id uuid not null references public.spaces (id) on delete cascade,
	territory_code public.slug not null references public.territories (code),
	primary key (space_id, territory_code)
);
create index space_territories_territory_key on public.space_territories (territory_code);

alter table public.colleges enable row level security;
alter table public.usual_colleges enable row level security;
do $$
declare
	vocabulary text;
begin
	foreach vocabulary in array array['colleges', 'usual_colleges'] loop
		execute format('grant select on public.%I to anon, authenticated', vocabulary);
		execute format('grant select, insert, update, delete on public.%I to service_role', vocabulary);
		execute format('create policy "anyone reads the vocabulary" on public.%I for select to anon, authenticated using (true)', vocabulary);
		execute format('grant insert, update on public.%I to authenticated', vocabulary);
		execute format('create policy "documentalists and administrators add terms" on public.%I for insert to authenticated with check ((select private.viewer_plays(''admin'', ''documentaliste'')))', vocabulary);
		execute format('create policy "documentalists and administrators correct terms" on public.%I for update to authenticated using ((select private.viewer_plays(''admin'', ''documentaliste'')))', vocabulary);
	end loop;
end
$$;

-- Who writes ---------------------------------------------------------------------------------------
-- Who speaks for nobody opens no space (docs/decisions): a body answers for it.
create function private.viewer_opens_spaces() returns boolean
	language sql stable security definer set search_path = ''
	return private.viewer_plays('admin', 'animateur') or exists (select private.viewer_organisations());
comment on function private.viewer_opens_spaces is 'People of an organisation, and those who facilitate or administer the network.';
grant execute on function private.viewer_opens_spaces to authenticated;

alter table public.space_territories enable row level security;
grant select on public.space_territories to anon, authenticated;
grant select, insert, update, delete on public.space_territories to service_role;
create policy "whoever reads a space reads where it acts, unless its place is masked" on public.space_territories
	for select to anon, authenticated
	using (
		space_id in (select s.id from public.spaces s where not private.masks(s.sensitivity, 'place'))
		or space_id in (select private.viewer_spaces())
	);

grant insert (id, slug, name, kind_code, visibility, purpose, level, mandate, rhythm, quorum, decision_mode, parent_id)
	on public.spaces to authenticated;
grant update (name, kind_code, visibility, purpose, level, mandate, rhythm, quorum, decision_mode, parent_id, archived_at)
	on public.spaces to authenticated;
create policy "people of an organisation open spaces" on public.spaces
	for insert to authenticated with check ((select private.viewer_opens_spaces()));
create policy "its facilitators change it" on public.spaces
	for update to authenticated
	using (id in (select private.viewer_facilitated_spaces())) with check (id in (select private.viewer_facilitated_spaces()));

grant insert, delete on public.space_themes, public.space_territories to authenticated;
grant insert (space_id, organisation_id, college_code), update (college_code), delete on public.space_organisations to authenticated;
do $$
declare
	part text;
begin
	foreach part in array array['space_themes', 'space_territories', 'space_organisations'] loop
		execute format('create policy "its facilitators take away from it" on public.%I for delete to authenticated using (space_id in (select private.viewer_facilitated_spaces()))', part);
		if part <> 'space_organisations' then
			execute format('create policy "its facilitators add to it" on public.%I for insert to authenticated with check (space_id in (select private.viewer_facilitated_spaces()))', part);
		end if;
	end loop;
end
$$;
create policy "its facilitators gather bodies that they see" on public.space_organisations
	for insert to authenticated
	with check (space_id in (select private.viewer_facilitated_spaces()) and organisation_id in (select id from public.organisations));
create policy "its facilitators say in which college a body sits" on public.space_organisations
	for update to authenticated using (space_id in (select private.viewer_facilitated_spaces()));

-- What a change must respect -------------------------------------------------------------------------
create function private.guard_space() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	by_person boolean := (select auth.uid()) is not null;
begin
	if tg_op = 'UPDATE' then
		new.version := old.version + 1;
		new.updated_at := now();
		if by_person and old.archived_at is not null and new.archived_at is not null then
			raise sqlstate 'PT409' using message = 'An archived space is reopened before it is changed.';
		end if;
		if new.archived_at is not null and old.archived_at is null then
			new.archived_at := now();
		end if;
	end if;
	if new.parent_id is not null and (tg_op = 'INSERT' or new.parent_id is distinct from old.parent_id) then
		if by_person and new.parent_id not in (select private.viewer_writing_spaces()) then
			raise sqlstate '42501' using message = 'A space is placed within one where one takes part.';
		end if;
		-- Its own descendants would make a circle.
		if exists (
			with recursive above (id, parent_id) as (
				select s.id, s.parent_id from public.spaces s where s.id = new.parent_id
				union
				select s.id, s.parent_id from above a join public.spaces s on s.id = a.parent_id
			)
			select from above where above.id = new.id
		) then
			raise sqlstate 'PT409' using message = 'A space is not within one of its own parts.';
		end if;
	end if;
	return new;
end
$$;
create trigger spaces_guard before insert or update on public.spaces
	for each row execute function private.guard_space();
drop trigger spaces_touch on public.spaces;

-- For every table of what is in a space: nothing is added nor changed once it is archived. Taking away
-- stays possible, since a right must be able to end. After the row: who has no right there learns nothing.
create function private.refuse_when_archived() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if (select auth.uid()) is not null and exists (
		select from public.spaces s where s.id = new.space_id and s.archived_at is not null
	) then
		raise sqlstate 'PT409' using message = 'This space is archived: it is read only.';
	end if;
	return null;
end
$$;
create trigger space_themes_archived after insert or update on public.space_themes
	for each row execute function private.refuse_when_archived();
create trigger space_territories_archived after insert or update on public.space_territories
	for each row execute function private.refuse_when_archived();
create trigger space_organisations_archived after insert or update on public.space_organisations
	for each row execute function private.refuse_when_archived();

-- What is only for a space stays as it was when it was archived; withdrawing it stays possible.
create function private.refuse_resource_when_archived() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if (select auth.uid()) is not null
		and (tg_op = 'INSERT' or new.space_id is distinct from old.space_id or new.visibility = 'espace' and new.status <> 'withdrawn')
		and exists (select from public.spaces s where s.id = new.space_id and s.archived_at is not null) then
		raise sqlstate 'PT409' using message = 'This space is archived: it is read only.';
	end if;
	return null;
end
$$;
create trigger resources_archived after insert or update on public.resources
	for each row when (new.space_id is not null) execute function private.refuse_resource_when_archived();

-- The body of who opens a space is gathered with their seat, by `follow_space_member`.
create function private.follow_space() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	founder uuid := private.viewer();
	body uuid;
begin
	if tg_op = 'INSERT' then
		perform private.record_activity('opened', 'space', new.id, new.id);
		if founder is not null then
			-- They sit for the body that they answer for, else for one that they are among.
			select m.organisation_id into body from public.organisation_members m
			where m.person_id = founder order by m.role = 'referent' desc, m.since, m.organisation_id limit 1;
			insert into public.space_members (space_id, person_id, organisation_id, role) values (new.id, founder, body, 'animateur');
		end if;
	elsif old.archived_at is null and new.archived_at is not null then
		perform private.record_activity('archived', 'space', new.id, new.id);
	elsif old.archived_at is not null and new.archived_at is null then
		perform private.record_activity('reopened', 'space', new.id, new.id);
	else
		perform private.record_activity('revised', 'space', new.id, new.id);
	end if;
	return null;
end
$$;
create trigger spaces_follow after insert or update on public.spaces
	for each row execute function private.follow_space();

create function private.seat_body() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	new.college_code := coalesce(new.college_code, private.usual_college(new.organisation_id));
	return new;
end
$$;
create trigger space_organisations_college before insert on public.space_organisations
	for each row execute function private.seat_body();

create function private.follow_gathering() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		perform private.record_activity('gathered', 'organisation', new.organisation_id, new.space_id);
	-- A space or an organisation that goes for good takes its rows with it.
	elsif exists (select from public.spaces s where s.id = old.space_id)
		and exists (select from public.organisations o where o.id = old.organisation_id) then
		perform private.record_activity('parted', 'organisation', old.organisation_id, old.space_id);
	end if;
	return null;
end
$$;
create trigger space_organisations_follow after insert or delete on public.space_organisations
	for each row execute function private.follow_gathering();

-- Taken addresses may be of spaces that the viewer cannot see.
create function private.free_space_slug(wanted text) returns text
	language plpgsql volatile security definer set search_path = '' as $$
begin
	perform pg_advisory_xact_lock(hashtextextended('space ' || wanted, 0));
	return (
		select candidate from (
			select case when n = 1 then wanted else wanted || '-' || n end as candidate, n from generate_series(1, 10000) n
		) candidates
		-- « nouveau » is the form's own address.
		where candidate <> 'nouveau' and not exists (select from public.spaces s where s.slug = candidate)
		order by n limit 1
	);
end
$$;
comment on function private.free_space_slug is 'The first free address.';
grant execute on function private.free_space_slug to authenticated;

comment on table public.colleges is 'Groups in which the bodies of a space sit.';
comment on table public.usual_colleges is 'In which college a body of a kind sits, unless its space says otherwise.';
comment on table public.space_territories is 'The perimeter of a space.';

-- The members of a space, in the order in which they came: all of them, or those of one body.
create index space_members_since_key on public.space_members (space_id, since, person_id);
create index space_members_seats_key on public.space_members (space_id, organisation_id, since, person_id);
