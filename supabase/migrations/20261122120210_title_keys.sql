-- The alphabet is followed without folding each title again: a search folded the thousand that it found, and all
-- those that a filter let through.
set constraints all immediate;
-- Generated, then plain: the table is written once, and entries go on being written whole.
alter table private.search_entries add column title_key text generated always as (private.fold(title)) stored not null;
alter table private.search_entries alter column title_key drop expression;
set constraints all deferred;
comment on column private.search_entries.title_key is 'Its title, folded: the order of the alphabet.';
drop index private.search_entries_title_key;
create index search_entries_title_key on private.search_entries (object_kind, title_key, object_id);
drop index private.search_entries_kind_key;
create index search_entries_kind_key on private.search_entries (object_kind, kind_code, title_key, object_id);

create or replace function private.put_search_entry(entry private.search_entries, weighted text[], long_text text) returns void
	language plpgsql volatile security definer set search_path = '' as $$
declare
	configuration regconfig := private.search_configuration(entry.language);
	everything text := weighted[3] || ' ' || long_text;
begin
	delete from private.search_entries where object_kind = entry.object_kind and object_id = entry.object_id;
	entry.title_key := private.fold(entry.title);
	-- Not every kind of object has places and bodies.
	entry.territories := coalesce(entry.territories, '{}');
	entry.organisations := coalesce(entry.organisations, '{}');
	entry.countries := coalesce(entry.countries, '{}');
	entry.goals := private.goals_of(entry.themes);
	entry.tsv := setweight(to_tsvector(configuration, private.fold_letters(weighted[1])), 'A')
		|| setweight(to_tsvector(configuration, private.fold_letters(weighted[2])), 'B')
		|| setweight(to_tsvector(configuration, private.fold_letters(left(weighted[3], 20000))), 'C')
		|| setweight(to_tsvector(configuration, private.fold_letters(left(long_text, 250000))), 'D');
	insert into private.search_entries values (entry.*);
	insert into private.search_passages
	select entry.object_kind, entry.object_id, n, piece, to_tsvector(configuration, private.fold_letters(piece))
	from generate_series(0, least(char_length(everything), 250000) / 1500) n,
		lateral (select substr(everything, n * 1500 + 1, 1600) as piece) pieces
	where btrim(piece) <> '';
	insert into private.search_words
	select distinct word
	from regexp_split_to_table(private.fold(concat_ws(' ', weighted[1], weighted[2], weighted[3], left(long_text, 250000))), '[^a-z0-9]+') word
	where char_length(word) between 5 and 30 and word !~ '^[0-9]+$'
	on conflict do nothing;
end
$$;
