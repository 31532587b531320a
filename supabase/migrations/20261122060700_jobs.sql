-- « Tâches » of the administration: what the worker has still to do, what fails and why, and when the
-- recurring ones last ran. What a job carries is not shown; of its error, the first line without addresses.
create function private.waiting_jobs(failing boolean, after bigint, size integer)
	returns table (id bigint, task text, attempts integer, max_attempts integer, run_at timestamptz, created_at timestamptz,
		running boolean, abandoned boolean, last_error text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	if not private.viewer_plays('admin') then
		return;
	end if;
	return query
		select j.id, t.identifier, j.attempts::integer, j.max_attempts::integer, j.run_at, j.created_at,
			j.locked_at is not null, j.attempts >= j.max_attempts,
			left(regexp_replace(split_part(j.last_error, E'\n', 1), '[^\s<>"'']+@[^\s<>"'']+', '…@…', 'g'), 200)
		from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
		where (j.last_error is not null) = failing and j.id > coalesce(after, 0)
		order by j.id
		limit least(size, 101);
end
$$;
comment on function private.waiting_jobs is 'The oldest first: those that failed at least once, or those that never did. For administrators; nothing for others.';
grant execute on function private.waiting_jobs to authenticated;

create function private.recurring_jobs() returns table (task text, last_run timestamptz)
	language plpgsql stable security definer set search_path = '' as $$
begin
	if private.viewer_plays('admin') then
		return query select c.identifier, c.last_execution from graphile_worker._private_known_crontabs c;
	end if;
end
$$;
grant execute on function private.recurring_jobs to authenticated;

-- A job that a worker holds is left to it: false, as for one that is done meanwhile.
create function private.retry_job(job bigint) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if not private.viewer_plays('admin') then
		raise insufficient_privilege using message = 'Only administrators act on jobs.';
	end if;
	perform graphile_worker.reschedule_jobs(array[job], run_at => now(), attempts => 0);
	return found;
end
$$;
grant execute on function private.retry_job to authenticated;

create function private.abandon_job(job bigint) returns boolean
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if not private.viewer_plays('admin') then
		raise insufficient_privilege using message = 'Only administrators act on jobs.';
	end if;
	perform graphile_worker.complete_jobs(array[job]);
	if found then
		perform private.record_activity('job-abandoned', 'network', '00000000-0000-7000-8000-000000000001');
	end if;
	return found;
end
$$;
grant execute on function private.abandon_job to authenticated;

-- Mails, page after page: read from the index however far one goes.
create or replace function private.recent_mails(before uuid, size integer)
	returns table (id uuid, kind text, recipient text, subject text, body_text text, created_at timestamptz,
		sent_at timestamptz, kept_in text, attempts integer, last_error text)
	language plpgsql stable security definer set search_path = '' as $$
begin
	if not private.viewer_plays('admin') then
		return;
	end if;
	return query
		select m.id, m.kind, m.recipient, m.subject, case when m.kept_in is not null then m.body_text end,
			m.created_at, m.sent_at, m.kept_in, m.attempts, m.last_error
		from private.mails m
		where (m.created_at, m.id) < (
			coalesce((select b.created_at from private.mails b where b.id = before), 'infinity'),
			coalesce(before, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
		order by m.created_at desc, m.id desc
		limit least(size, 100);
end
$$;
