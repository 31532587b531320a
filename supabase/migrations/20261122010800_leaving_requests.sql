-- Who leaves waits for nothing any longer: what they asked of organisations and spaces goes with them,
-- their messages with it.
create function private.forget_requests() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
declare
	asked text;
begin
	-- Later migrations make these tables: they are looked for when somebody leaves.
	foreach asked in array array['public.organisation_requests', 'public.space_requests'] loop
		if to_regclass(asked) is not null then
			execute format('delete from %s where person_id = $1', asked) using new.id;
		end if;
	end loop;
	return null;
end
$$;
create trigger people_forget_requests after update of account_id on public.people for each row
	when (old.account_id is not null and new.account_id is null) execute function private.forget_requests();
