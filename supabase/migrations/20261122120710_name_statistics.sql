-- A part of a name is found by its trigrams when it is rare, in the order of names when it is frequent. With the usual
-- hundred steps of statistics, one in a hundred was all that the planner told apart: on unlucky samples it read all names.
do $$
declare
	index text;
begin
	foreach index in array array['people_name_key', 'people_name_trigram_key', 'organisations_name_trigram_key', 'organisation_names_trigram_key'] loop
		execute format('alter index public.%I alter column 1 set statistics 1000', index);
	end loop;
end
$$;
analyze public.people, public.organisations, public.organisation_names;
