-- The roles that Palabre needs, made once. The embedded database runs this at every start; with a
-- PostgreSQL of your own that forbids it to the owner, run it once as a superuser:
--   psql -f supabase/bootstrap.sql "$SUPERUSER_URL"
--   and: grant palabre_app, palabre_api to <owner> with admin option;
-- `anon`, `authenticated` and `service_role` are Supabase's own names.
do $$
begin
	if not exists (select from pg_roles where rolname = 'anon') then
		create role anon nologin noinherit;
	end if;
	if not exists (select from pg_roles where rolname = 'authenticated') then
		create role authenticated nologin noinherit;
	end if;
	if not exists (select from pg_roles where rolname = 'service_role') then
		create role service_role nologin noinherit bypassrls;
	end if;
	-- Our own SQL: owns nothing and inherits nothing, so that a statement before `set local role` fails.
	if not exists (select from pg_roles where rolname = 'palabre_app') then
		create role palabre_app login noinherit;
		grant anon, authenticated, service_role to palabre_app;
	end if;
	-- Supabase Lite: owns nothing, so that its attempts to widen grants fail.
	if not exists (select from pg_roles where rolname = 'palabre_api') then
		create role palabre_api login inherit;
		grant anon, authenticated, service_role to palabre_api;
	end if;
end
$$;
alter role palabre_app set statement_timeout = '20s';
alter role palabre_app set idle_in_transaction_session_timeout = '30s';
alter role palabre_api set statement_timeout = '8s';
alter role palabre_api set idle_in_transaction_session_timeout = '30s';
