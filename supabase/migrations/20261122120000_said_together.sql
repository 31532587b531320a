-- What several people say in a room at the same instant is stored in one transaction: one wait for the disk, one round
-- trip. Each of them is judged apart, under their own claims and role, as if they were alone: row-level security, the
-- session and the triggers decide, and a refusal takes nobody else's message with it. It runs with the rights of who
-- calls it, the login of the application, which has none but to take those of somebody.

-- What is told of them is the same for everybody: it is read once, when all are judged.
create function private.numbers_of(messages uuid[])
	returns table (id uuid, seq integer, created_at timestamptz, author jsonb)
	language plpgsql stable security definer set search_path = '' as $$
begin
	return query
		select c.id, c.seq, c.created_at, jsonb_build_object('id', c.author_id, 'name', p.name)
		from public.chat_messages c
		left join public.people p on p.id = c.author_id and p.visibility <> 'prive'
		where c.id = any (messages) and c.created_at >= now();
end
$$;
comment on function private.numbers_of is 'What messages became that this transaction stored. For the login of the application, which has stored them.';
grant execute on function private.numbers_of to palabre_app;

create function private.say(room uuid, said jsonb)
	returns table (outcome text, seq integer, "createdAt" timestamptz, author jsonb)
	-- Plans last as long as the connection: made while little was said, they would go on reading the whole table.
	language plpgsql volatile set search_path = '' set enable_seqscan = 'off' as $$
declare
	one record;
	outcomes text[];
	ids uuid[];
	role text;
begin
	for one in
		select s.claims, s.id, s.body
		from rows from (jsonb_to_recordset(said) as (claims jsonb, id uuid, body text)) with ordinality s
		order by s.ordinality
	loop
		role := set_config('role', 'none', true);
		begin
			if private.enter(one.claims) then
				role := set_config('role', 'authenticated', true);
				insert into public.chat_messages (id, room_id, body) values (one.id, say.room, one.body);
				-- It is there already: whoever sends it again reads it, if it is theirs.
				outcomes := outcomes || case when found then 'said' else 'again' end;
			else
				outcomes := outcomes || 'signed-out'::text;
			end if;
		exception when others then
			outcomes := outcomes || sqlstate;
		end;
		ids := ids || one.id;
	end loop;
	role := set_config('role', 'none', true);
	return query
		select o.outcome, n.seq, n.created_at, n.author
		from rows from (unnest(outcomes), unnest(ids)) with ordinality o (outcome, id, nth)
		left join private.numbers_of(ids) n on n.id = o.id and o.outcome = 'said'
		order by o.nth;
end
$$;
comment on function private.say is 'Plain words of several people in one room, in this order: for each « said », « again », « signed-out » or the code of the refusal.';
grant execute on function private.say to palabre_app;
