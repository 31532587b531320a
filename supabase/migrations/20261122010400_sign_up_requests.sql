-- « Inscription sur demande »: an account that proved its address says who it is and why; those who run the
-- network answer. Only then may it become a person.
create table public.sign_up_requests (
	id uuid primary key,
	account_id uuid not null unique references auth.users (id) on delete cascade,
	name text not null check (char_length(btrim(name)) between 2 and 80),
	message text not null check (char_length(btrim(message)) between 10 and 2000),
	-- In which the answer is written.
	language text not null default 'fr' check (language in ('fr', 'en')),
	status text not null default 'waiting' check (status in ('waiting', 'accepted', 'refused')),
	answer text check (char_length(answer) <= 2000),
	answered_at timestamptz,
	answered_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint "a refusal is explained" check (status <> 'refused' or char_length(btrim(answer)) >= 2)
);
create index sign_up_requests_status_key on public.sign_up_requests (status, id desc);
create index sign_up_requests_answered_by_key on public.sign_up_requests (answered_by);

create function private.viewer_may_ask_to_join() returns boolean
	language sql stable security definer set search_path = ''
	return exists (select from private.verified_accounts where account_id = (select auth.uid()))
		and exists (select from public.network where sign_up = 'request')
		and not exists (select from public.people where account_id = (select auth.uid()));
comment on function private.viewer_may_ask_to_join is 'Whether the viewer''s account proved its address, is nobody yet, and the network answers requests.';
grant execute on function private.viewer_may_ask_to_join to authenticated;

create function private.follow_sign_up_request() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if tg_op = 'UPDATE' then
		if new.status = old.status then
			return new;
		end if;
		new.answered_at := now();
		new.answered_by := private.viewer();
		if new.status = 'accepted' then
			perform private.admit(new.account_id, new.answered_by);
		end if;
	end if;
	perform private.record_activity('request-' || new.status, 'network', '00000000-0000-7000-8000-000000000001');
	perform private.queue('mail-sign-up', json_build_object('id', new.id, 'about', new.status), 'mail-sign-up:' || new.id || ':' || new.status);
	return new;
end
$$;
create trigger sign_up_requests_follow before insert or update on public.sign_up_requests
	for each row execute function private.follow_sign_up_request();

alter table public.sign_up_requests enable row level security;
grant select on public.sign_up_requests to authenticated;
grant insert (id, account_id, name, message, language) on public.sign_up_requests to authenticated;
grant update (status, answer) on public.sign_up_requests to authenticated;
grant select, insert, update, delete on public.sign_up_requests to service_role;
create policy "a verified account asks to join, for itself" on public.sign_up_requests
	for insert to authenticated
	with check (account_id = (select auth.uid()) and status = 'waiting' and (select private.viewer_may_ask_to_join()));
create policy "one follows one's own request" on public.sign_up_requests
	for select to authenticated using (account_id = (select auth.uid()));
create policy "those who run the network read the requests" on public.sign_up_requests
	for select to authenticated using ((select private.viewer_plays('admin', 'animateur')));
create policy "those who run the network answer the requests that wait" on public.sign_up_requests
	for update to authenticated using (status = 'waiting' and (select private.viewer_plays('admin', 'animateur')))
	with check ((select private.viewer_plays('admin', 'animateur')));
comment on table public.sign_up_requests is 'Who asked to join, why, and what was answered; the person exists once they come back and enter.';

-- The address is in auth.users, which nobody reads: those who answer a request see to whom they answer.
create function private.sign_up_requests(waiting boolean, before uuid, size integer)
	returns table (id uuid, name text, message text, address text, status text, answer text, answerer text,
		created_at timestamptz, answered_at timestamptz)
	language plpgsql stable security definer set search_path = '' as $$
begin
	if not private.viewer_plays('admin', 'animateur') then
		raise sqlstate '42501' using message = 'Those who run the network read the requests.';
	end if;
	return query
		select r.id, r.name, r.message, u.email::text, r.status, r.answer, p.name, r.created_at, r.answered_at
		from public.sign_up_requests r join auth.users u on u.id = r.account_id
		left join public.people p on p.id = r.answered_by
		where r.status = any (case when waiting then array['waiting'] else array['accepted', 'refused'] end)
			and (before is null or r.id < before)
		order by r.id desc
		limit least(size, 100);
end
$$;
grant execute on function private.sign_up_requests to authenticated;

-- To whom a request is told: who asked, and those who may answer.
create function private.sign_up_readers(request uuid)
	returns table (address text, language text, asks boolean)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query
		select u.email::text, r.language, true
		from public.sign_up_requests r join auth.users u on u.id = r.account_id where r.id = request
		union all
		(select u.email::text, p.language, false
		from public.people p join auth.users u on u.id = p.account_id
		where p.network_role in ('admin', 'animateur') order by p.id limit 50);
end
$$;
grant execute on function private.sign_up_readers to service_role;
