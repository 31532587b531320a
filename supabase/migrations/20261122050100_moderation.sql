-- What is decided about a report takes effect with the decision, in its transaction (`domain.md` §2.4). The
-- content is changed by these functions, never by the administrator: deciding gives no right to read.
alter table public.reports add column lifted_at timestamptz;
alter table public.reports add constraint "only a measure is lifted"
	check (lifted_at is null or status in ('restricted', 'withdrawn'));
grant update (lifted_at) on public.reports to authenticated;
comment on column public.reports.lifted_at is 'Since when its makers may open the content again.';

create function private.decides_about(kind text, object uuid) returns boolean
	language sql stable security definer set search_path = ''
	return private.viewer_plays('admin') and exists (
		select from public.reports r
		where r.object_kind = kind and r.object_id = object and r.status in ('restricted', 'withdrawn') and r.answered_at = now()
	);
comment on function private.decides_about is 'Whether this very transaction is the decision of an administrator about this object. Called by triggers only.';

-- Each kind that is reported brings `private.restrict_<kind>(uuid)`, one circle narrower: the network instead of
-- everybody, then those who make it; and `private.withdraw_<kind>(uuid)`.
create function private.refuse_narrower() returns void
	language plpgsql stable set search_path = '' as $$
begin
	raise sqlstate 'PT409' using message = 'It is read by those who make it already: it can only be withdrawn.', hint = 'narrowest';
end
$$;

create function private.restrict_resource(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.resources r
	set visibility = case when r.visibility = 'public' then 'reseau' when r.organisation_id is not null then 'organisation'
		when r.space_id is not null then 'espace' else 'prive' end
	where r.id = object and r.visibility in ('public', 'reseau');
	if not found and exists (select from public.resources r where r.id = object) then
		perform private.refuse_narrower();
	end if;
end
$$;

create function private.withdraw_resource(object uuid) returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		update public.resources set status = 'withdrawn' where id = object and status in ('published', 'to-review', 'archived');
	end;

create function private.restrict_organisation(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.organisations o set visibility = case o.visibility when 'public' then 'reseau' else 'prive' end
	where o.id = object and o.visibility in ('public', 'reseau');
	if not found and exists (select from public.organisations o where o.id = object) then
		perform private.refuse_narrower();
	end if;
end
$$;

create function private.withdraw_organisation(object uuid) returns void
	language sql volatile security definer set search_path = ''
	begin atomic
		update public.organisations set status = 'withdrawn' where id = object and status in ('proposed', 'published', 'archived');
	end;

create function private.restrict_space(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	space public.spaces;
begin
	select * into space from public.spaces s where s.id = object;
	if not found then
		return;
	end if;
	if space.visibility not in ('public', 'reseau') then
		perform private.refuse_narrower();
	end if;
	-- An archived space is not changed: it is open for the time of the decision.
	update public.spaces s set archived_at = null where s.id = object and s.archived_at is not null;
	update public.spaces s
	set visibility = case space.visibility when 'public' then 'reseau' else 'espace' end,
		archived_at = case when space.archived_at is not null then now() end
	where s.id = object;
end
$$;

-- A space has no state of its own: nobody but its members reads it, and nobody writes there.
create function private.withdraw_space(object uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.spaces set archived_at = null where id = object and archived_at is not null;
	update public.spaces set archived_at = now(), visibility = 'espace' where id = object;
end
$$;

create function private.apply_decision() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if new.status <> old.status and new.status in ('restricted', 'withdrawn') then
		-- The journal of the object keeps why, for its makers.
		perform set_config('palabre.reason', left(new.answer, 1000), true);
		execute format('select private.%I($1)', case new.status when 'restricted' then 'restrict_' else 'withdraw_' end || new.object_kind)
		using new.object_id;
		perform set_config('palabre.reason', '', true);
	end if;
	if new.lifted_at is not null and old.lifted_at is null then
		perform private.record_activity('lifted', 'report', new.id);
	end if;
	return null;
end
$$;
create trigger reports_apply after update on public.reports for each row execute function private.apply_decision();

-- Until the measure is lifted, its makers do not undo it: neither more readers, nor a withdrawn space or event
-- reopened.
create function private.hold_measure() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	circles constant text[] := array['prive', 'organisation', 'espace', 'reseau', 'public'];
	wider boolean := array_position(circles, new.visibility) > array_position(circles, old.visibility);
	reopened boolean := to_jsonb(old) ->> 'archived_at' is not null and to_jsonb(new) ->> 'archived_at' is null
		or tg_argv[0] = 'event' and to_jsonb(old) ->> 'status' = 'withdrawn' and to_jsonb(new) ->> 'status' <> 'withdrawn';
begin
	if (wider or reopened) and (select auth.uid()) is not null and not private.decides_about(tg_argv[0], new.id)
		and exists (
			select from public.reports r
			where r.object_kind = tg_argv[0] and r.object_id = new.id and r.lifted_at is null
				and (r.status = 'withdrawn' or r.status = 'restricted' and wider)
		) then
		raise sqlstate 'PT409' using message = 'The network restricted it after a report, and says when it may be opened again.', hint = 'moderated';
	end if;
	return new;
end
$$;
create trigger resources_hold before update of visibility on public.resources
	for each row execute function private.hold_measure('resource');
create trigger organisations_hold before update of visibility on public.organisations
	for each row execute function private.hold_measure('organisation');
create trigger spaces_hold before update of visibility, archived_at on public.spaces
	for each row execute function private.hold_measure('space');

-- The guard of resources, as it was, but for its first line: the decision of an administrator is the network's.
create or replace function private.guard_resource() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	by_person boolean := (select auth.uid()) is not null and not private.decides_about('resource', new.id);
	may_publish boolean := not by_person or private.may_publish(new.organisation_id, new.space_id, new.visibility)
		or (new.visibility = 'prive' and (tg_op = 'INSERT' or new.id in (select private.viewer_authored('resource'))));
	was text := case when tg_op = 'UPDATE' then old.status end;
begin
	if tg_op = 'INSERT' then
		if new.status not in ('draft', 'proposed', 'published') and by_person then
			raise sqlstate 'PT409' using message = 'A new resource is a draft, proposed or published.';
		end if;
		new.version := 1;
	else
		if new.id <> old.id or new.created_at <> old.created_at then
			raise sqlstate 'PT409' using message = 'What a resource is never changes.';
		end if;
		if old.published_at is not null and new.slug <> old.slug then
			raise sqlstate 'PT409' using message = 'The address of a published resource is frozen.';
		end if;
		new.updated_at := now();
		new.version := old.version + 1;
		new.published_at := old.published_at;
		if by_person and not private.may_move(old, new) then
			raise sqlstate '42501' using message = 'Its author or its organisation says where it goes and who reads it.';
		end if;
		if by_person and was = 'withdrawn' and new.status <> 'withdrawn'
			and private.was_moderated(new.id) and not private.viewer_plays('documentaliste') then
			raise sqlstate '42501' using message = 'What the network withdrew is brought back by a documentaliste.';
		end if;
	end if;
	-- It would take the visitors of another one.
	if exists (select from private.former_slugs f where f.object_kind = 'resource' and f.slug = new.slug and f.object_id <> new.id) then
		raise sqlstate 'PT409' using message = 'This was the address of another resource.';
	end if;

	if was is distinct from new.status then
		if was is not null and (was, new.status) not in (
			('draft', 'proposed'), ('draft', 'published'), ('proposed', 'draft'), ('proposed', 'to-correct'),
			('proposed', 'published'), ('to-correct', 'proposed'), ('to-correct', 'published'),
			('published', 'to-review'), ('published', 'archived'), ('published', 'withdrawn'),
			('to-review', 'published'), ('to-review', 'archived'), ('to-review', 'withdrawn'),
			('archived', 'published'), ('archived', 'withdrawn'), ('withdrawn', 'published')
		) then
			raise sqlstate 'PT409' using message = format('A resource does not go from %s to %s.', was, new.status);
		end if;
		if new.status not in ('draft', 'proposed') and not may_publish then
			raise sqlstate '42501' using message = 'Only a referent of the organisation or a documentaliste publishes.';
		end if;
		if new.status = 'published' then
			new.published_at := coalesce(new.published_at, now());
		end if;
	elsif by_person and tg_op = 'UPDATE' and new.published_at is not null and not may_publish then
		raise sqlstate '42501' using message = 'Only a referent of the organisation or a documentaliste changes what is published.';
	end if;
	return new;
end
$$;
