-- The intercommunality of a commune may lie in several départements: the commune still lies in one.
alter table public.territories add column department_code public.slug references public.territories (code);
create index territories_department_key on public.territories (department_code);
comment on column public.territories.department_code is 'Where its parent lies in several départements: the one that it lies in.';

create or replace function private.refresh_territory_ancestors() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.territory_ancestors;
	insert into public.territory_ancestors
	with recursive lineage (territory_code, ancestor_code) as (
		select code, code from public.territories
		union
		select l.territory_code, above.code
		from lineage l join public.territories t on t.code = l.ancestor_code
		cross join lateral (values (t.parent_code), (t.department_code)) above (code)
		where above.code is not null
	)
	select * from lineage;
	return null;
end
$$;
drop trigger territories_lineage on public.territories;
create trigger territories_lineage after insert or update of parent_code, department_code or delete on public.territories
	for each statement execute function private.refresh_territory_ancestors();
