-- After Supabase Lite's own `auth` and `storage` schemas: what its login may touch, and nothing else.
-- A hosted Supabase has its own grants and never sees this file.
grant usage on schema auth, storage to palabre_api;
grant select, insert, update, delete on all tables in schema auth to palabre_api;
grant usage on schema storage to anon, authenticated, service_role;
revoke all on all tables in schema storage from anon, authenticated;
grant select on storage.objects, storage.buckets to anon, authenticated;
grant select, insert, update, delete on storage.objects, storage.buckets to service_role;
-- Every policy calls auth.uid(): it must be readable by the roles that people play.
grant usage on schema auth to anon, authenticated, service_role;
-- Lite looks for buckets, and keeps the rows of objects, as its own login: without these, no upload.
-- `anon` and `authenticated` still see what the migrations' policies let them.
drop policy if exists "the API's login finds buckets" on storage.buckets;
create policy "the API's login finds buckets" on storage.buckets for select to palabre_api using (true);
drop policy if exists "the API's login keeps objects" on storage.objects;
create policy "the API's login keeps objects" on storage.objects for all to palabre_api using (true) with check (true);
