-- Who holds an event invites people of the network and addresses to it (docs/decisions/0010). An invitation opens
-- nothing: it goes to those who may read the event already. It is answered by the link of its mail, or on the page of
-- the event; « yes » registers, where people register. Rows are written by the functions below only.
create table public.event_invitations (
	id uuid primary key,
	event_id uuid not null references public.events (id) on delete cascade,
	person_id uuid references public.people (id) on delete cascade,
	email text check (email = lower(email) and email ~ '^[^\s@<>]+@[^\s@<>]+$' and char_length(email) <= 200),
	language text not null default 'fr' check (language in ('fr', 'en')),
	word text check (char_length(word) <= 600),
	invited_by uuid references public.people (id) on delete set null,
	invited_at timestamptz not null default now(),
	answer text check (answer in ('yes', 'maybe', 'no')),
	answered_at timestamptz,
	-- What they were told last of when and where.
	told text not null,
	constraint "an account, or an address" check (num_nonnulls(person_id, email) = 1),
	constraint "an answer has its instant" check ((answer is null) = (answered_at is null)),
	unique (event_id, person_id),
	unique (event_id, email)
);
create index event_invitations_list_key on public.event_invitations (event_id, invited_at, id);
create index event_invitations_person_key on public.event_invitations (person_id, invited_at);
create index event_invitations_email_key on public.event_invitations (email, invited_at) where email is not null;
create index event_invitations_inviter_key on public.event_invitations (invited_by, invited_at);
comment on table public.event_invitations is 'Who was invited to an event, and what they answered. Erased three months after its last date.';

-- Each mail to somebody who is invited; its link carries a token, of which only the hash is kept.
create table private.event_invitation_notices (
	id uuid primary key default gen_random_uuid(),
	invitation_id uuid not null references public.event_invitations (id) on delete cascade,
	about text not null check (about in ('invited', 'changed')),
	created_at timestamptz not null default now(),
	token_hash text unique
);
create index event_invitation_notices_invitation_key on private.event_invitation_notices (invitation_id, created_at);
alter table private.event_invitation_notices enable row level security;
grant select, update on private.event_invitation_notices to service_role;
create trigger event_invitation_notices_mail after insert on private.event_invitation_notices
	for each row execute function private.queue_registration_mail('mail-event-invitation');

-- Addresses that want no more invitations: only their hashes, so that nobody is read here.
create table private.mail_refusals (
	address_hash text primary key check (address_hash ~ '^[0-9a-f]{64}$'),
	refused_at timestamptz not null default now()
);
alter table private.mail_refusals enable row level security;
comment on table private.mail_refusals is 'Hashes of the addresses to which no invitation to an event is mailed. Kept three years.';

create function private.refuses_mail(address text) returns boolean
	language sql stable security definer set search_path = ''
	return exists (
		select from private.mail_refusals r
		where r.address_hash = encode(sha256(convert_to('refusal:' || lower(address), 'UTF8')), 'hex')
	);
grant execute on function private.refuses_mail to service_role;

-- Who invites, who reads whom ------------------------------------------------------------------------
create function private.invites_to_event(event uuid) returns boolean
	language sql stable security definer set search_path = ''
	return private.writes_event(event) and private.keeps_registrations(event) and exists (
		select from public.events e
		where e.id = event and e.status = 'published' and e.situation <> 'cancelled' and exists (
			select from public.event_occurrences o where o.event_id = e.id and o.ends_at > now() and o.cancelled_because is null
		)
	);
comment on function private.invites_to_event is 'Whether the viewer invites to this event: who holds it and may change it, while it is to come.';
grant execute on function private.invites_to_event to anon, authenticated;

alter table public.event_invitations enable row level security;
grant select (id, event_id, person_id, email, language, word, invited_by, invited_at, answer, answered_at)
	on public.event_invitations to authenticated;
grant select on public.event_invitations to service_role;
create policy "people read the invitations that they received" on public.event_invitations
	for select to authenticated using (person_id = (select private.viewer()));
create policy "organisers read whom they invited" on public.event_invitations
	for select to authenticated using (private.keeps_registrations(event_id));

-- Inviting -------------------------------------------------------------------------------------------
-- When and where it takes place, and whether it does, as a whole: dates that a rule makes as time goes by are no change.
create function private.event_facts(event uuid) returns text
	language sql stable security definer set search_path = ''
	begin atomic
		select md5(jsonb_build_array(e.status, case e.situation when 'full' then 'scheduled' else e.situation end, e.attendance, e.time_zone,
			p.name, p.address, p.territory_code, p.online_link, e.recurrence, e.recurrence_starts, e.recurrence_ends, e.excluded, (
				select jsonb_agg(jsonb_build_array(o.starts_local, o.ends_local, o.precision, o.cancelled_because is not null) order by o.starts_local)
				from public.event_occurrences o
				where o.event_id = e.id and (e.recurrence is null or o.original_local is not null or o.cancelled_because is not null)
			))::text)
		from public.events e left join public.event_places p on p.event_id = e.id
		where e.id = event;
	end;

-- How many invitations one person may still make the network write: 250 in a day, 5 in a week to the same person or
-- address; and 20 in a week to one of them, from everybody.
create function private.event_invitations_left(inviter uuid, invited uuid, address text) returns integer
	language sql stable security definer set search_path = ''
	begin atomic
		select least(
			250 - (select count(*) from public.event_invitations i where i.invited_by = inviter and i.invited_at > now() - interval '1 day'),
			5 - (select count(*) from public.event_invitations i
				where (i.person_id = invited or i.email = address) and i.invited_by = inviter and i.invited_at > now() - interval '7 days'),
			20 - (select count(*) from public.event_invitations i
				where (i.person_id = invited or i.email = address) and i.invited_at > now() - interval '7 days')
		)::integer;
	end;
comment on function private.event_invitations_left is 'Called by functions only: no role may execute it.';

-- Each line is judged for itself: `invited`, `waiting` (already invited), `limit` (too many mails), `refused` (the
-- address wants no more of them), `unable` (they do not read this event). Nothing differs for an address that has an account.
create function private.invite_to_event(event uuid, lines jsonb, word text, language text) returns table (id uuid, outcome text)
	language plpgsql volatile security definer set search_path = '' as $$
declare
	inviter constant uuid := private.viewer();
	given record;
	invited boolean := false;
begin
	if not private.invites_to_event(event) then
		raise sqlstate '42501' using message = 'Those who hold an event invite to it.';
	end if;
	if jsonb_array_length(lines) > 300 then
		raise sqlstate 'PT409' using message = 'Three hundred invitations at most at a time.';
	end if;
	-- The same person from two windows: limits are counted one after the other.
	perform pg_advisory_xact_lock(hashtextextended('event invitations ' || inviter, 0));
	for given in select l.* from jsonb_to_recordset(lines) as l (id uuid, person uuid, email text) loop
		id := given.id;
		outcome := private.invite_one_to_event(inviter, event, given, word, language);
		invited := invited or outcome = 'invited';
		return next;
	end loop;
	-- That people were invited, once; never whom.
	if invited then
		perform private.record_activity('invited', 'event', event);
	end if;
end
$$;

create function private.invite_one_to_event(inviter uuid, event uuid, given record, word text, language text) returns text
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if exists (
		select from public.event_invitations i
		where i.event_id = event and (i.person_id = given.person or i.email = given.email)
	) then
		return 'waiting';
	end if;
	if given.person is not null and (not private.person_reads_event(given.person, event)
			or not exists (select from public.people p where p.id = given.person and (p.visibility <> 'prive' or p.id = inviter)))
		or given.person is null and not exists (select from public.events e where e.id = event and e.visibility = 'public') then
		return 'unable';
	end if;
	if given.person is null and private.refuses_mail(given.email) then
		return 'refused';
	end if;
	if private.event_invitations_left(inviter, given.person, given.email) <= 0 then
		return 'limit';
	end if;
	insert into public.event_invitations (id, event_id, person_id, email, language, word, invited_by, told)
	values (given.id, event, given.person, given.email, language, word, inviter, private.event_facts(event))
	on conflict do nothing;
	if not found then
		return 'waiting';
	end if;
	insert into private.event_invitation_notices (invitation_id, about) values (given.id, 'invited');
	return 'invited';
end
$$;
comment on function private.invite_one_to_event is 'Called by private.invite_to_event only: no role may execute it.';
grant execute on function private.invite_to_event to authenticated;

-- Answering ------------------------------------------------------------------------------------------
create function private.event_invitation_of(hash text) returns uuid
	language sql stable security definer set search_path = ''
	return (select n.invitation_id from private.event_invitation_notices n where n.token_hash = hash);

create function private.registration_of_invitation(invitation uuid) returns uuid
	language sql stable security definer set search_path = ''
	begin atomic
		select r.id from public.event_invitations i join public.registrations r on r.event_id = i.event_id and (
			r.person_id = i.person_id or r.email = i.email
			or r.person_id = (select p.id from auth.users u join public.people p on p.account_id = u.id where lower(u.email) = i.email)
		)
		where i.id = invitation
		order by r.person_id is null limit 1;
	end;
comment on function private.registration_of_invitation is 'Called by functions only: it knows which address is whose.';

create function private.described_event_invitation(invitation uuid) returns jsonb
	language sql stable security definer set search_path = ''
	begin atomic
		select jsonb_build_object('slug', e.slug, 'title', e.title, 'word', i.word, 'answer', i.answer,
			'named', i.person_id is not null,
			-- Its reader may be signed out: whether they see the event is asked of whom it is for.
			'readable', case when i.person_id is null then e.visibility = 'public' and e.status = 'published'
				else private.person_reads_event(i.person_id, e.id) end,
			'registration', private.described_registration(private.registration_of_invitation(i.id)))
		from public.event_invitations i join public.events e on e.id = i.event_id
		where i.id = invitation;
	end;

create function private.read_event_invitation(hash text) returns jsonb
	language sql stable security definer set search_path = ''
	return private.described_event_invitation(private.event_invitation_of(hash));
comment on function private.read_event_invitation is 'What the holder of a link may know of their invitation; nothing for a token that is none.';

create function private.viewer_event_invitation(event uuid) returns jsonb
	language sql stable security definer set search_path = ''
	return (
		select jsonb_build_object('word', i.word, 'answer', i.answer) from public.event_invitations i
		where i.event_id = event and i.person_id = private.viewer()
	);
comment on function private.viewer_event_invitation is 'The viewer''s own invitation to an event.';
grant execute on function private.read_event_invitation, private.viewer_event_invitation to anon, authenticated;

-- « Yes » registers for these dates, where people register; « maybe » and « no » give back what was held.
create function private.settle_event_invitation(invitation uuid, given text, called text, wanted uuid[]) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	i public.event_invitations;
	e public.events;
	registration uuid := private.registration_of_invitation(invitation);
	person uuid;
	taken uuid[];
	held boolean;
begin
	select * into i from public.event_invitations x where x.id = invitation;
	select * into e from public.events x where x.id = i.event_id;
	if i.id is null or e.status <> 'published' or i.person_id is null and e.visibility <> 'public'
		or i.person_id is not null and not private.person_reads_event(i.person_id, e.id) then
		return false;
	end if;
	held := exists (select from public.registration_dates d where d.registration_id = registration and d.state = 'held');
	if given = 'yes' and e.registration <> 'none' then
		-- Those that closed since the form are left out, but for one's own.
		select array_agg(o.id) into taken from public.event_occurrences o
		where o.event_id = e.id and o.id = any (wanted) and (private.takes_names(e, o)
			or exists (select from public.registration_dates d where d.registration_id = registration and d.occurrence_id = o.id));
		if taken is null then
			raise sqlstate 'PT409' using message = 'Nobody registers for this date.', hint = 'registration-closed';
		end if;
		if registration is null then
			person := coalesce(i.person_id, (select p.id from auth.users u join public.people p on p.account_id = u.id where lower(u.email) = i.email));
			insert into public.registrations (id, event_id, person_id, email, name, language)
			values (i.id, e.id, person, case when person is null then i.email end,
				coalesce(called, (select p.name from public.people p where p.id = person)), i.language)
			on conflict do nothing;
			registration := private.registration_of_invitation(invitation);
		end if;
		perform private.settle_registration(registration, taken);
	elsif given <> 'yes' and registration is not null then
		perform private.settle_registration(registration, '{}');
	end if;
	-- What was asked of their calendar is taken back; a place that they gave back told it already.
	if given = 'no' and i.answer is distinct from 'no' and not held and e.situation <> 'cancelled' then
		insert into private.left_places (event_id, person_id, email, language, occurrences)
		values (e.id, i.person_id, i.email, i.language, null);
	end if;
	update public.event_invitations x set answer = given, answered_at = now() where x.id = invitation;
	return true;
end
$$;
comment on function private.settle_event_invitation is 'Called by functions only: no role may execute it.';

create function private.answer_event_invitation(hash text, given text, called text, wanted uuid[]) returns boolean
	language sql volatile security definer set search_path = ''
	return coalesce(private.settle_event_invitation(private.event_invitation_of(hash), given, called, wanted), false);
comment on function private.answer_event_invitation is 'By whoever holds the link of an invitation. False for a link that is none, or an event that is no longer theirs to read.';
create function private.answer_own_event_invitation(event uuid, given text) returns boolean
	language sql volatile security definer set search_path = ''
	return coalesce((
		select private.settle_event_invitation(i.id, given, null, '{}') from public.event_invitations i
		where i.event_id = event and i.person_id = private.viewer()
	), false);
comment on function private.answer_own_event_invitation is 'On the page of the event. Where people register, « yes » is a registration.';
grant execute on function private.answer_event_invitation to anon, authenticated;
grant execute on function private.answer_own_event_invitation to authenticated;

-- Whoever registers, or leaves, has answered.
create function private.answer_by_registration() returns trigger
	language plpgsql security definer set search_path = '' as $$
declare
	registered constant public.registrations := coalesce(new, old);
begin
	update public.event_invitations i set answer = case tg_op when 'INSERT' then 'yes' else 'no' end, answered_at = now()
	where i.event_id = registered.event_id and (i.person_id = registered.person_id or i.email = registered.email)
		-- Names that go three months after change no answer.
		and (tg_op = 'INSERT' or exists (select from public.event_occurrences o where o.event_id = i.event_id and o.ends_at > now()));
	return null;
end
$$;
create trigger registrations_answer after insert or delete on public.registrations
	for each row execute function private.answer_by_registration();

-- « No more of these mails »: the address is written to no more, and goes from the lists where it was typed.
create function private.refuse_event_invitations(hash text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	address text;
begin
	select coalesce(i.email, lower(u.email)) into address
	from public.event_invitations i left join public.people p on p.id = i.person_id left join auth.users u on u.id = p.account_id
	where i.id = private.event_invitation_of(hash);
	if address is not null then
		insert into private.mail_refusals (address_hash) values (encode(sha256(convert_to('refusal:' || address, 'UTF8')), 'hex')) on conflict do nothing;
		delete from public.event_invitations i where i.email = address;
	end if;
end
$$;
comment on function private.refuse_event_invitations is 'By whoever holds the link of an invitation; nothing for a token of nobody.';
grant execute on function private.refuse_event_invitations to service_role;

-- Telling ---------------------------------------------------------------------------------------------
create or replace function private.queue_telling() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if exists (select from public.registrations r where r.event_id = new.id)
		or exists (select from public.event_invitations i where i.event_id = new.id) then
		perform private.queue('tell-registered', json_build_object('id', new.id), 'tell-registered:' || new.id, interval '5 minutes');
	end if;
	return null;
end
$$;

create function private.changes_told(invitation uuid) returns bigint
	language sql stable security definer set search_path = ''
	return (
		select count(*) from private.event_invitation_notices n
		where n.invitation_id = invitation and n.about = 'changed' and n.created_at > now() - interval '1 day'
	);

-- Those who are registered are told as such, those who declined are told nothing. Nobody asked for these mails: three
-- a day at most, and what remains to be told waits for the next day.
create function private.tell_invited(event uuid) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	known constant text := private.event_facts(event);
	told_count integer;
begin
	if not exists (select from public.event_occurrences o where o.event_id = event and o.ends_at > now()) then
		return 0;
	end if;
	with moved as (
		update public.event_invitations i set told = known
		where i.id in (select x.id from public.event_invitations x
			where x.event_id = tell_invited.event and x.told <> known and x.answer is distinct from 'no' and private.changes_told(x.id) < 3 limit 500)
		returning i.id
	), noticed as (
		insert into private.event_invitation_notices (invitation_id, about)
		select m.id, 'changed' from moved m where private.registration_of_invitation(m.id) is null
	)
	select count(*) into told_count from moved;
	if told_count = 0 and exists (select from public.event_invitations x
		where x.event_id = tell_invited.event and x.told <> known and x.answer is distinct from 'no') then
		perform private.queue('tell-registered', json_build_object('id', event), 'tell-registered:' || event, interval '1 day');
	end if;
	return told_count;
end
$$;
comment on function private.tell_invited is 'Queues a mail to those who are invited when the time, the place, or whether it takes place changed; some hundreds at a time.';
grant execute on function private.tell_invited to service_role;

-- Forgetting ------------------------------------------------------------------------------------------
create or replace function private.follow_account_of_registrations() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		update public.registrations set person_id = new.id, email = null
		where email = (select lower(u.email) from auth.users u where u.id = new.account_id);
	else
		delete from public.registrations where person_id = new.id;
		delete from private.left_places where person_id = new.id;
		delete from public.event_invitations
		where person_id = new.id or email = (select lower(u.email) from auth.users u where u.id = old.account_id);
	end if;
	return null;
end
$$;

create function private.retain_event_invitations() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	most constant integer := 20000;
	removed integer;
begin
	delete from private.mail_refusals where address_hash in (select r.address_hash from private.mail_refusals r
		where r.refused_at < now() - interval '3 years' limit most);
	delete from public.event_invitations where id in (select i.id from public.event_invitations i
		where not exists (
			select from public.event_occurrences o where o.event_id = i.event_id and o.ends_at > now() - interval '3 months'
		) limit most);
	get diagnostics removed = row_count;
	return removed;
end
$$;
comment on function private.retain_event_invitations is 'Erases who was invited three months after, and refusals after three years.';
grant execute on function private.retain_event_invitations to service_role;

insert into public.processing_register (id, position, name, purpose, legal_basis, people, data, recipients, retention,
	name_en, purpose_en, legal_basis_en, people_en, data_en, recipients_en, retention_en)
select '00000000-0000-7000-8000-0000000000b5', coalesce(max(position), 0) + 1,
	'Invitations aux rendez-vous', 'Inviter des personnes à un rendez-vous, recevoir leur réponse, les prévenir d’un changement.',
	'Intérêt légitime des organisations qui invitent (RGPD, art. 6-1-f)', 'Personnes du réseau, et personnes dont une organisation donne l’adresse',
	'Adresse de courriel, ou personne du réseau ; qui invite ; réponse. Empreinte des adresses qui ne veulent plus d’invitation.',
	'Les organisations qui tiennent le rendez-vous, l’animation de son espace ; le prestataire d’envoi des courriels, s’il y en a un.',
	'Trois mois après la dernière date. Une adresse qui refuse est effacée aussitôt ; son empreinte est gardée trois ans.',
	'Invitations to events', 'Inviting people to an event, receiving their answer, telling them of a change.',
	'Legitimate interest of the organisations that invite (GDPR, art. 6-1-f)', 'People of the network, and people whose address an organisation gives',
	'E-mail address, or person of the network; who invites; answer. Hash of the addresses that want no more invitations.',
	'The organisations that hold the event, those who facilitate its space; the mail provider, if there is one.',
	'Three months after the last date. An address that refuses is erased at once; its hash is kept three years.'
from public.processing_register;
