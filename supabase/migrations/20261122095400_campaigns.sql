-- A « temps fort » (`domain.md` CA-01): an edition with its name, year, dates and territories, which gathers
-- the events that many bodies hold. Who facilitates the network makes it and keeps it.
create table public.campaigns (
	id uuid primary key,
	slug public.slug not null unique,
	name text not null check (char_length(btrim(name)) between 3 and 160),
	year smallint not null check (year between 1900 and 2200),
	starts_on date not null,
	ends_on date not null,
	summary text check (char_length(summary) <= 300),
	description public.markdown check (char_length(description) <= 20000),
	version integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint "a campaign ends after it starts" check (ends_on >= starts_on)
);
create index campaigns_starts_key on public.campaigns (starts_on desc, id);
comment on table public.campaigns is 'Temps forts: editions that gather events.';

create table public.campaign_territories (
	campaign_id uuid not null references public.campaigns (id) on delete cascade,
	territory_code public.slug not null references public.territories (code),
	primary key (campaign_id, territory_code)
);
create index campaign_territories_territory_key on public.campaign_territories (territory_code);

alter table public.events add column campaign_id uuid references public.campaigns (id) on delete set null;
create index events_campaign_key on public.events (campaign_id);
grant insert (campaign_id), update (campaign_id) on public.events to authenticated;

alter table public.campaigns enable row level security;
alter table public.campaign_territories enable row level security;
grant select on public.campaigns, public.campaign_territories to anon, authenticated;
grant insert (id, slug, name, year, starts_on, ends_on, summary, description),
	update (name, year, starts_on, ends_on, summary, description) on public.campaigns to authenticated;
grant insert, delete on public.campaign_territories to authenticated;
grant select, insert, update, delete on public.campaigns, public.campaign_territories to service_role;
create policy "anyone reads the campaigns" on public.campaigns for select to anon, authenticated using (true);
create policy "anyone reads where a campaign takes place" on public.campaign_territories for select to anon, authenticated using (true);
create policy "facilitators open campaigns" on public.campaigns
	for insert to authenticated with check ((select private.viewer_plays('admin', 'animateur')));
create policy "facilitators keep campaigns" on public.campaigns
	for update to authenticated using ((select private.viewer_plays('admin', 'animateur')));
create policy "facilitators say where it takes place" on public.campaign_territories
	for insert to authenticated with check ((select private.viewer_plays('admin', 'animateur')));
create policy "facilitators take a place away" on public.campaign_territories
	for delete to authenticated using ((select private.viewer_plays('admin', 'animateur')));

create function private.follow_campaign() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'UPDATE' then
		new.version := old.version + 1;
		new.updated_at := now();
	end if;
	perform private.record_activity(case tg_op when 'INSERT' then 'opened' else 'revised' end, 'campaign', new.id);
	return new;
end
$$;
create trigger campaigns_follow before insert or update on public.campaigns
	for each row execute function private.follow_campaign();
create policy "members see what happened to campaigns" on public.activity
	for select to authenticated using (object_kind = 'campaign' and (select private.viewer()) is not null);

-- Found by their words, by everybody.
create function private.index_campaign(wanted uuid) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	c public.campaigns;
	entry private.search_entries;
	places text;
begin
	select * into c from public.campaigns where id = wanted;
	if not found then
		delete from private.search_entries where object_kind = 'campaign' and object_id = wanted;
		return;
	end if;
	select coalesce(array_agg(distinct a.ancestor_code::text), '{}') into entry.territories
	from public.campaign_territories ct join public.territory_ancestors a on a.territory_code = ct.territory_code where ct.campaign_id = c.id;
	select string_agg(t.name, ' ') into places
	from public.campaign_territories ct join public.territories t on t.code = ct.territory_code where ct.campaign_id = c.id;
	entry.object_kind := 'campaign';
	entry.object_id := c.id;
	entry.slug := c.slug;
	entry.title := c.name;
	entry.summary := coalesce(c.summary, '');
	entry.themes := '{}';
	entry.language := 'fr';
	entry.year := c.year;
	entry.sort_at := c.updated_at;
	entry.visibility := 'public';
	perform private.put_search_entry(
		entry, array[c.name, concat_ws(' ', c.summary, places), coalesce(private.words_of(c.description), '')], ''
	);
end
$$;
insert into private.search_kinds (kind) values ('campaign');
create constraint trigger campaigns_search after insert or update or delete on public.campaigns
	deferrable initially deferred for each row execute function private.refresh_search('campaign', 'id');
create constraint trigger campaign_territories_search after insert or update or delete on public.campaign_territories
	deferrable initially deferred for each row execute function private.refresh_search('campaign', 'campaign_id');
