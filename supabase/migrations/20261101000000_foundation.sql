-- The door is closed first: what a later migration does not grant, nobody has.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role, public;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role, public;
alter default privileges revoke all on functions from anon, authenticated, service_role, public;
alter default privileges revoke execute on functions from public;
revoke create on schema public from public;
grant usage on schema public to anon, authenticated, service_role;

create schema if not exists extensions;
grant usage on schema extensions to anon, authenticated, service_role;
create extension if not exists unaccent with schema extensions;
create extension if not exists pg_trgm with schema extensions;
grant execute on all functions in schema extensions to anon, authenticated, service_role;

-- Helpers of policies, the search index, the mails: not exposed by the public API.
create schema private;
grant usage on schema private to anon, authenticated, service_role, palabre_app;

-- ɛ ɔ ɲ ŋ ɓ ɗ ƴ of Bambara, Soninke, Pulaar and Wolof fold like accents do (`model.md` § Identity);
-- `unaccent` does not know them all. A letter for a letter: positions in the text stay what they were.
create function private.fold_letters(value text) returns text
	language sql immutable parallel safe strict set search_path = ''
	return translate(value, 'ɛɔɲŋɓɗƴƐƆƝŊƁƊƳ', 'eonnbdyEONNBDY');
create function private.fold(value text) returns text
	language sql immutable parallel safe strict set search_path = ''
	return extensions.unaccent('extensions.unaccent'::regdictionary, lower(private.fold_letters(value)));
comment on function private.fold is 'Lower case without accents nor special letters: what search and sorting compare.';
grant execute on function private.fold, private.fold_letters to anon, authenticated, service_role;

create text search configuration private.french (copy = pg_catalog.french);
alter text search configuration private.french
	alter mapping for hword, hword_part, word with extensions.unaccent, french_stem;
create text search configuration private.english (copy = pg_catalog.english);
alter text search configuration private.english
	alter mapping for hword, hword_part, word with extensions.unaccent, english_stem;
create text search configuration private.plain (copy = pg_catalog.simple);
alter text search configuration private.plain
	alter mapping for hword, hword_part, word with extensions.unaccent, simple;

create function private.search_configuration(language text) returns regconfig
	language sql immutable parallel safe set search_path = ''
	return case when language like 'fr%' then 'private.french'::regconfig
		when language like 'en%' then 'private.english'::regconfig
		else 'private.plain'::regconfig end;

create function private.touch() returns trigger language plpgsql set search_path = '' as $$
begin
	new.updated_at := now();
	return new;
end
$$;
comment on function private.touch is 'Keeps updated_at.';

create domain public.markdown as text;
comment on domain public.markdown is 'CommonMark without raw HTML, rendered and sanitised on the server.';

-- A slug: ASCII, at most 80 (`model.md` § Identity).
create domain public.slug as text check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(value) <= 80);

-- How published objects are masked (`domain.md` §0.4, §3.4): place (blurred to the region), people,
-- funders, withheld from those who do not make the object; no_index keeps it out of feeds, sitemaps and
-- search engines. A check rather than a domain, which no client can write as the list that it is.
create function private.is_sensitivity(codes text[]) returns boolean
	language sql immutable parallel safe set search_path = ''
	return codes <@ array['place', 'people', 'funders', 'no_index'] and array_position(codes, null) is null;
grant execute on function private.is_sensitivity to authenticated, service_role;
