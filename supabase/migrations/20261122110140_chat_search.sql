-- What was said in one room, by its words. The room is a word of the index: both are looked for at once, however
-- much is said elsewhere.
create function private.chat_words(room uuid, body text) returns tsvector
	language sql immutable parallel safe security definer set search_path = ''
	return to_tsvector('private.french', private.fold_letters(private.words_of(coalesce(chat_words.body, ''))))
		|| array_to_tsvector(array['room' || replace(chat_words.room::text, '-', '')]);
comment on function private.chat_words is 'What the index of messages holds of one.';
-- An index is written as who writes the row.
grant execute on function private.chat_words to authenticated, service_role;
create index chat_messages_words_key on public.chat_messages using gin (private.chat_words(room_id, body));

-- Under row-level security the text operators would lose their index (`model.md` § Search): one function filters by
-- the very helper that the policies call.
create function private.search_chat(room uuid, words text, before integer, most integer) returns setof integer
	language plpgsql stable security definer set search_path = '' as $$
declare
	wanted tsquery := websearch_to_tsquery('private.french', private.fold_letters(words));
begin
	if numnode(wanted) = 0 or not exists (select from private.viewer_chat_rooms() r where r = room) then
		return;
	end if;
	return query
		select c.seq from public.chat_messages c
		where private.chat_words(c.room_id, c.body) @@ (wanted && ('room' || replace(room::text, '-', ''))::tsquery)
			and (before is null or c.seq < before)
		order by c.seq desc limit least(most, 100);
end
$$;
comment on function private.search_chat is 'The numbers of what was said with these words in a room of the viewer, the latest first.';
grant execute on function private.search_chat to authenticated;
