-- Mails to send, in the order in which they were asked for. Not exposed by the public API: a sign-in
-- code in it opens an account. What was sent is emptied of its content.
create table private.mails (
	id uuid primary key,
	kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
	recipient text not null check (recipient ~ '^[^\s@<>]+@[^\s@<>]+$'),
	subject text not null check (char_length(subject) between 1 and 200),
	body_text text,
	body_html text,
	created_at timestamptz not null default now(),
	sent_at timestamptz,
	-- Written to DATA_DIR/outbox because no SMTP_URL is set.
	kept_in text,
	attempts integer not null default 0,
	last_error text
);
create index mails_created_at_key on private.mails (created_at desc, id desc);

create function private.queue_mail() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	perform private.queue('send-mail', json_build_object('id', new.id), 'send-mail:' || new.id);
	return null;
end
$$;
create trigger mails_sending after insert on private.mails for each row execute function private.queue_mail();

grant select, insert, update, delete on private.mails to service_role;
alter table private.mails enable row level security;

-- Administrators see that mails leave; without SMTP they read them, since nobody else can pass them on.
create function private.recent_mails(before uuid, size integer)
	returns table (id uuid, kind text, recipient text, subject text, body_text text, created_at timestamptz,
		sent_at timestamptz, kept_in text, attempts integer, last_error text)
	language sql stable security definer set search_path = ''
	begin atomic
		select m.id, m.kind, m.recipient, m.subject, case when m.kept_in is not null then m.body_text end,
			m.created_at, m.sent_at, m.kept_in, m.attempts, m.last_error
		from private.mails m
		where private.viewer_plays('admin')
			and (before is null or (m.created_at, m.id) < (select b.created_at, b.id from private.mails b where b.id = before))
		order by m.created_at desc, m.id desc
		limit least(size, 100);
	end;
grant execute on function private.recent_mails to authenticated;
