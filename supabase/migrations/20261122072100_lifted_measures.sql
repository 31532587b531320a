-- A measure that ends is told to those who were told of it: who reported, and who makes the content.
create function private.tell_lifted() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.queue('mail-report', json_build_object('id', new.id, 'about', 'lifted'), 'mail-report:' || new.id || ':lifted');
	return null;
end
$$;
create trigger reports_tell_lifted after update of lifted_at on public.reports
	for each row when (old.lifted_at is null and new.lifted_at is not null) execute function private.tell_lifted();
