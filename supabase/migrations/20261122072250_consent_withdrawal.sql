-- An agreement is taken back as simply as it was given (GDPR art. 7-3): what was agreed, its text and its
-- date stay; agreeing again is another line.
alter table public.consents drop constraint consents_pkey;
alter table public.consents add primary key (person_id, text_hash, given_at);
create unique index consents_standing_key on public.consents (person_id, text_hash) where withdrawn_at is null;
comment on column public.consents.withdrawn_at is 'When its person took it back, or their account closed.';

-- The notice is what somebody was told: there is nothing to take back. At once, the person is shown to nobody.
create function private.withdraw_agreement() returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
declare
	person constant uuid := private.viewer();
begin
	update public.consents c set withdrawn_at = now() from public.consent_texts t
	where t.hash = c.text_hash and t.kind = 'rules' and c.person_id = person and c.withdrawn_at is null;
	if not found then
		return false;
	end if;
	update public.people set visibility = 'prive' where id = person;
	update public.person_details set visibility = 'prive' where person_id = person;
	perform private.record_activity('agreement-withdrawn', 'person', person);
	return true;
end
$$;
comment on function private.withdraw_agreement is 'The viewer no longer agrees to the rules: their profile is shown to nobody from now on. False when there was nothing to take back.';
grant execute on function private.withdraw_agreement to authenticated;
