-- « Among those that the viewer reads » had PostgreSQL read the whole directory before the first line of a page, on
-- every page that names what an organisation is called or works on. Asked one by one, the key answers. The policies
-- say the same; where many are read at once, the planner still may read all.
do $$
declare
	part text;
begin
	foreach part in array array['organisation_names', 'organisation_themes', 'organisation_countries', 'organisation_audiences'] loop
		execute format('alter policy "whoever reads an organisation reads its details" on public.%I
			using (exists (select from public.organisations o where o.id = organisation_id))', part);
	end loop;
	foreach part in array array['resource_themes', 'resource_audiences', 'resource_files'] loop
		execute format('alter policy "whoever reads a resource reads its details" on public.%I
			using (exists (select from public.resources r where r.id = resource_id))', part);
	end loop;
end
$$;
alter policy "whoever reads both organisations reads their succession" on public.organisation_successions
	using (exists (select from public.organisations o where o.id = successor_id) and exists (select from public.organisations o where o.id = predecessor_id));
alter policy "whoever reads both organisations reads that one joined the other" on public.organisation_networks
	using (exists (select from public.organisations o where o.id = organisation_id) and exists (select from public.organisations o where o.id = network_id));
alter policy "its facilitators gather bodies that they see" on public.space_organisations
	with check (space_id in (select private.viewer_facilitated_spaces()) and exists (select from public.organisations o where o.id = organisation_id));
alter policy "members see who came and went, as far as they show themselves" on public.activity
	using (object_kind = 'person' and space_id in (select private.viewer_spaces()) and exists (select from public.people p where p.id = object_id));
alter policy "who reads a space sees which bodies it gathered" on public.activity
	using (object_kind = 'organisation' and verb in ('gathered', 'parted') and space_id is not null
		and (select private.viewer()) is not null and exists (select from public.organisations o where o.id = object_id));
alter policy "members see which bodies accepted the charter" on public.activity
	using (object_kind = 'organisation' and verb = 'charter-accepted' and space_id in (select private.viewer_spaces())
		and exists (select from public.organisations o where o.id = object_id));
alter policy "only a body that one sees organises" on public.event_organisers
	with check (exists (select from public.organisations o where o.id = organisation_id));
