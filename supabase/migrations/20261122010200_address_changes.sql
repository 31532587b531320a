-- Changing the address with which one signs in (`model.md` § Sessions): the new one is proved by a code
-- of ours, the old one is told, and its holder undoes the change for seven days.
create table private.address_changes (
	id uuid primary key,
	account_id uuid not null references auth.users (id) on delete cascade,
	former_email text not null,
	new_email text not null,
	-- Null: the address is somebody else's. Every code is then a wrong one, as it would be elsewhere.
	code_hash text,
	tries integer not null default 0,
	created_at timestamptz not null default now(),
	confirmed_at timestamptz,
	undo_hash text unique,
	undone_at timestamptz
);
create index address_changes_account_key on private.address_changes (account_id, created_at);
alter table private.address_changes enable row level security;
comment on table private.address_changes is 'Changes of address asked for, made and undone. Hashes only: neither a code nor a link can be read here.';

create function private.follow_address_change() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	insert into public.activity (actor_id, verb, object_kind, object_id)
	select p.id, case when new.undone_at is null then 'changed-address' else 'undid-address' end, 'person', p.id
	from public.people p where p.account_id = new.account_id;
	return null;
end
$$;
create trigger address_changes_follow after update on private.address_changes for each row
	when (new.confirmed_at is distinct from old.confirmed_at or new.undone_at is distinct from old.undone_at)
	execute function private.follow_address_change();

create function private.ask_address_change(change uuid, account uuid, wanted text, code text) returns text
	language plpgsql volatile security definer set search_path = '' as $$
declare
	taken boolean := exists (select from auth.users where lower(email) = lower(wanted) and id <> account);
begin
	insert into private.address_changes (id, account_id, former_email, new_email, code_hash)
	select change, u.id, u.email, lower(wanted), case when not taken then code end from auth.users u where u.id = account;
	return case when taken then 'taken' else 'free' end;
end
$$;
comment on function private.ask_address_change is 'Notes what was asked, and says to our server only whether the address is already somebody''s.';
grant execute on function private.ask_address_change to service_role;

-- The authentication server's own tables: the same columns embedded and hosted. Links and codes that were
-- mailed to the address that goes open nothing more.
create function private.set_address(account uuid, address text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update auth.users set email = address, updated_at = now(), confirmation_token = '', recovery_token = '',
		email_change = '', email_change_token_new = '', email_change_token_current = '',
		raw_user_meta_data = case when raw_user_meta_data ? 'email'
			then raw_user_meta_data || jsonb_build_object('email', address) else raw_user_meta_data end
	where id = account;
	update auth.identities set identity_data = identity_data || jsonb_build_object('email', address), updated_at = now()
	where user_id = account and provider = 'email';
	if to_regclass('auth.one_time_tokens') is not null then
		execute 'delete from auth.one_time_tokens where user_id = $1' using account;
	end if;
end
$$;
comment on function private.set_address is 'Called by the functions of this file only: no role may execute it.';

create function private.confirm_address_change(change uuid, account uuid, code text, kept_session uuid, undo text)
	returns table (former_email text, new_email text)
	language plpgsql volatile security definer set search_path = '' as $$
declare
	asked private.address_changes;
begin
	-- Each try counts, also the right one: six digits are not guessed in five.
	update private.address_changes c set tries = c.tries + 1
	where c.id = change and c.account_id = account and c.confirmed_at is null and c.tries < 5
		and c.created_at > now() - interval '30 minutes'
	returning c.* into asked;
	if asked.code_hash is null or asked.code_hash <> code then
		return;
	end if;
	begin
		perform private.set_address(account, asked.new_email);
	exception when unique_violation then
		-- Somebody signed up with it meanwhile.
		return;
	end;
	update private.address_changes c set confirmed_at = now(), undo_hash = undo, code_hash = null where c.id = change;
	delete from auth.sessions s where s.user_id = account and s.id <> kept_session;
	perform private.announce_rights((select p.id from public.people p where p.account_id = account));
	return query select asked.former_email, asked.new_email;
end
$$;
comment on function private.confirm_address_change is 'Changes the address when the code is the right one, and closes the other sessions; no row when nothing was changed.';
grant execute on function private.confirm_address_change to service_role;

create function private.undo_address_change(undo text, unusable_passphrase text) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	made private.address_changes;
begin
	select c.* into made from private.address_changes c
	where c.undo_hash = undo and c.undone_at is null and c.confirmed_at > now() - interval '7 days' for update;
	if made.id is null then
		return false;
	end if;
	begin
		perform private.set_address(made.account_id, made.former_email);
	exception when unique_violation then
		return false;
	end;
	-- What whoever made the change did next goes with it: further changes, and a passphrase of their own.
	update private.address_changes c set undone_at = now()
	where c.account_id = made.account_id and c.created_at >= made.created_at and c.undone_at is null;
	update private.verified_accounts set passphrase_set_at = null
	where account_id = made.account_id and passphrase_set_at >= made.confirmed_at;
	if found then
		update auth.users set encrypted_password = unusable_passphrase where id = made.account_id;
	end if;
	delete from auth.sessions where user_id = made.account_id;
	perform private.announce_rights((select p.id from public.people p where p.account_id = made.account_id));
	return true;
end
$$;
comment on function private.undo_address_change is 'Puts the former address back and closes every session; false when the link is not good, or no longer.';
grant execute on function private.undo_address_change to service_role;
