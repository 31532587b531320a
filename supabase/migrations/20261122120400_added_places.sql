-- Who widens the vocabulary of places is told by the journal, as who protects one is: one line for a département
-- with its hundreds of communes. What the demonstration or a release brings is nobody's act.
create function private.follow_added_territories() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if private.viewer() is not null then
		perform private.record_activity('places-added', 'network', n.id, null, a.named)
		from public.network n, (
			select coalesce(min(code) filter (where kind = 'departement'), min(code)) || ': ' || count(*) as named from added
		) a where a.named is not null;
	end if;
	return null;
end
$$;
create trigger territories_added after insert on public.territories
	referencing new table as added for each statement execute function private.follow_added_territories();
