-- The administration's first page, for administrators and for those who facilitate the network: each
-- counts what they may open, and what waits there. A count stops at ten thousand and one: the page
-- costs the same whatever the size of the network.
create index mails_failed_key on private.mails (created_at desc, id desc) where last_error is not null;
create index mails_kept_key on private.mails (created_at desc, id desc) where kept_in is not null;
create index organisations_status_key on public.organisations (status, created_at, id);

create or replace function private.administration() returns jsonb
	language plpgsql stable security definer set search_path = '' as $$
declare
	administers constant boolean := private.viewer_plays('admin');
	figures jsonb;
begin
	if not private.viewer_plays('admin', 'animateur') then
		return null;
	end if;
	figures := jsonb_build_object(
		'people', (select count(*) from (select from public.people where account_id is not null limit 10001) counted),
		'organisations', (select count(*) from (select from public.organisations where status = 'published' limit 10001) counted),
		'spaces', (select count(*) from (select from public.spaces where archived_at is null limit 10001) counted),
		'resources', (select count(*) from (select from public.resources where published_at is not null and status <> 'withdrawn' limit 10001) counted),
		'proposedOrganisations', (select count(*) from (select from public.organisations where status = 'proposed' limit 10001) counted),
		'invitations', (select count(*) from (
			select from public.invitations i
			where i.accepted_at is null and i.revoked_at is null and i.expires_at > now() and (administers or i.space_id is null)
			limit 10001) counted)
	);
	if administers then
		figures := figures || jsonb_build_object(
			'reports', (select count(*) from (select from public.reports where status in ('received', 'examined') limit 10001) counted),
			'failedMails', (select count(*) from (select from private.mails where last_error is not null limit 10001) counted),
			'failingJobs', (select count(*) from (select from graphile_worker._private_jobs where last_error is not null limit 10001) counted)
		);
	end if;
	return figures;
end
$$;
comment on function private.administration is 'What the administration counts for its viewer; null for who has no part in it. Each count stops at 10 001.';
