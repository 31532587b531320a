-- What somebody agreed to, or was told, and when: with the very text that they saw, stored once.
create table public.consent_texts (
	hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
	kind text not null check (kind in ('rules', 'data-notice')),
	language text not null check (language in ('fr', 'en')),
	body text not null check (char_length(body) between 1 and 50000),
	first_shown_at timestamptz not null default now()
);
create table public.consents (
	person_id uuid not null references public.people (id) on delete cascade,
	text_hash text not null references public.consent_texts (hash),
	given_at timestamptz not null default now(),
	-- When the account closed.
	withdrawn_at timestamptz,
	primary key (person_id, text_hash)
);
create index consents_text_key on public.consents (text_hash);

alter table public.consent_texts enable row level security;
alter table public.consents enable row level security;
grant select on public.consent_texts, public.consents to authenticated;
grant select, insert, update, delete on public.consent_texts, public.consents to service_role;
create policy "people see what they agreed to" on public.consents
	for select to authenticated using (person_id = (select private.viewer()));
create policy "people read again the texts that they agreed to" on public.consent_texts
	for select to authenticated using (hash in (select text_hash from public.consents));

create function private.record_consent(kind text, language text, body text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	person constant uuid := private.viewer();
	text_hash constant text := encode(sha256(convert_to(kind || ':' || language || ':' || body, 'UTF8')), 'hex');
begin
	if person is null then
		raise sqlstate '42501' using message = 'Only a person agrees.';
	end if;
	insert into public.consent_texts (hash, kind, language, body) values (text_hash, kind, language, body) on conflict do nothing;
	insert into public.consents (person_id, text_hash) values (person, text_hash) on conflict do nothing;
end
$$;
comment on function private.record_consent is 'The viewer agreed to this text, or was shown it, now.';
grant execute on function private.record_consent to authenticated;

create function private.withdraw_consents() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	update public.consents set withdrawn_at = now() where person_id = new.id and withdrawn_at is null;
	return null;
end
$$;
create trigger people_withdraw_consents after update of account_id on public.people for each row
	when (old.account_id is not null and new.account_id is null) execute function private.withdraw_consents();

comment on table public.consents is 'Who agreed to which text, and when; kept after the account, as the proof that it was.';
comment on table public.consent_texts is 'The texts themselves, each version once.';
