-- An event that comes back: a rule (RFC 5545 §3.3.10) in the part of its grammar whose expansion is
-- bounded, and its exceptions. Occurrences are rows, made ahead by the application
-- (docs/decisions, « A recurring event is expanded into rows »).
alter table public.events
	add column recurrence text check (
		recurrence ~ '^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;INTERVAL=[1-9][0-9]?)?(;BYDAY=(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,6})?(;BYMONTHDAY=(-1|[1-9]|[12][0-9]|3[01]))?(;COUNT=[1-9][0-9]{0,2}|;UNTIL=[1-9][0-9]{7})?$'
	),
	-- The first time, as the rule counts from it: it may be among those that were taken out.
	add column recurrence_starts timestamp,
	add column recurrence_ends timestamp,
	add column recurrence_precision text check (recurrence_precision in ('day', 'hour')),
	-- Local starts that the rule gives and that do not take place (EXDATE).
	add column excluded timestamp[] not null default '{}' check (cardinality(excluded) <= 100),
	add constraint "a rule has its first time" check (
		num_nonnulls(recurrence, recurrence_starts, recurrence_ends, recurrence_precision) in (0, 4) and recurrence_ends >= recurrence_starts
	),
	add constraint "what is excluded is of a rule" check (recurrence is not null or excluded = '{}');
comment on column public.events.recurrence is 'RRULE without its name; UNTIL is the last local day.';
grant insert (recurrence, recurrence_starts, recurrence_ends, recurrence_precision, excluded),
	update (recurrence, recurrence_starts, recurrence_ends, recurrence_precision, excluded) on public.events to authenticated;
create index events_recurring_key on public.events (id) where recurrence is not null;

alter table public.event_occurrences
	-- The start that the rule gives to one that was moved (RECURRENCE-ID).
	add column original_local timestamp,
	-- This time only; the whole event has its situation.
	add column cancelled_because text check (char_length(btrim(cancelled_because)) between 3 and 500),
	add constraint "a moved one has another start" check (original_local <> starts_local);
create unique index event_occurrences_original_key on public.event_occurrences (event_id, original_local) where original_local is not null;
grant update (starts_local, ends_local, precision, original_local, cancelled_because) on public.event_occurrences to authenticated;
create policy "its makers change it" on public.event_occurrences
	for update to authenticated using (private.writes_event(event_id));

-- One date changes, and so does its event: its version, which feeds give as their sequence, and the journal.
create function private.follow_occurrence() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	update public.events set updated_at = now() where id = new.event_id;
	return null;
end
$$;
create trigger event_occurrences_follow after update on public.event_occurrences for each row
	when (old.original_local is distinct from new.original_local or old.cancelled_because is distinct from new.cancelled_because)
	execute function private.follow_occurrence();
