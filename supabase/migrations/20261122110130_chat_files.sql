-- Pictures and files that are said with a message: read by those who read it, gone when it is withdrawn.
create table public.chat_files (
	message_id uuid not null references public.chat_messages (id) on delete cascade,
	file_id uuid not null unique references public.files (id),
	position smallint not null default 0,
	primary key (message_id, file_id)
);

alter table public.chat_files enable row level security;
grant select, insert (message_id, file_id, position) on public.chat_files to authenticated;
grant select, insert, update, delete on public.chat_files to service_role;
create policy "whoever reads a message reads what is said with it" on public.chat_files
	for select to authenticated using (exists (select from public.chat_messages c where c.id = message_id));
-- In the very transaction where it is said: nothing is put afterwards under what others have read. And by who
-- brought it: nobody says, and so reads, the file of somebody else.
create policy "who says it says it with their own files" on public.chat_files
	for insert to authenticated
	with check (
		file_id in (select private.viewer_authored('file'))
		and exists (
			select from public.chat_messages c
			where c.id = message_id and c.author_id = (select private.viewer()) and c.created_at >= now()
		)
	);
create policy "whoever reads a message reads its files" on public.files
	for select to authenticated
	using (exists (select from public.chat_files cf where cf.file_id = files.id));
create policy "a file that was said stays" on public.files
	as restrictive for delete to authenticated
	using (not exists (select from public.chat_files cf where cf.file_id = files.id));
create trigger chat_files_forget after delete on public.chat_files
	for each row execute function private.forget_detached_file();

create function private.forget_message_files() returns trigger
	language plpgsql security definer set search_path = '' as $$
begin
	delete from public.chat_files f where f.message_id = new.id;
	return null;
end
$$;
create trigger chat_messages_without_files after update of withdrawn_at on public.chat_messages
	for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function private.forget_message_files();

-- For the page of a room, which would ask again for each file by every way in which files are read.
create function private.said_files(message uuid) returns jsonb
	language sql stable security definer set search_path = ''
	return (
		select jsonb_agg(jsonb_build_object(
			'id', f.id, 'name', f.name, 'size', f.size, 'width', f.width, 'height', f.height,
			'small', exists (select from public.file_variants v where v.file_id = f.id and v.width = 320 and v.format = 'webp')
		) order by cf.position)
		from public.chat_files cf
		join public.files f on f.id = cf.file_id
		join public.chat_messages c on c.id = cf.message_id
		where cf.message_id = said_files.message
			-- The system's own work tells them to those of the room.
			and ((select auth.uid()) is null or c.room_id in (select private.viewer_chat_rooms()))
	);
comment on function private.said_files is 'What is said with a message that the viewer reads; null: nothing.';
grant execute on function private.said_files to authenticated, service_role;

comment on table public.chat_files is 'Files that were said with a message.';
