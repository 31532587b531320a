/**
 * What is granted outside the policies: functions that run as their owner, schemas, defaults, logins.
 * Lists are written out: a new grant is a decision that a reader of this file sees.
 */
import postgres from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../support/database';

const db = await testDatabase();
afterAll(() => db.drop());

const roles = ['anon', 'authenticated', 'service_role', 'palabre_app', 'palabre_api'];

describe('functions', () => {
	/** A = anon, M = a member's role, S = the system's own work, L = the login that takes the claims. */
	const allowed: Record<string, string> = {
		'private.abandon_job(bigint)': 'M',
		'private.begin_notification_mail(uuid,text)': 'S',
		'private.queue_digests()': 'S',
		'private.retain_notifications()': 'S',
		'private.settle_notifications(uuid,text,timestamp with time zone,boolean)': 'S',
		'private.stop_notification_mails(text,text)': 'S',
		'private.tell(text,text)': 'S',
		'private.usual_level(text)': 'M S',
		'private.posts_with_attachments(uuid[])': 'A M',
		'private.read_told_object(uuid,integer)': 'M',
		'private.viewer_newest_told()': 'M',
		'private.viewer_told()': 'M',
		'private.accept_invitation(text,text)': 'M',
		'private.acknowledge_report(uuid)': 'A M',
		'private.administration()': 'M',
		'private.announce_rights(uuid)': 'S',
		'private.append_document_update(uuid,bytea,text)': 'M',
		'private.admit(uuid,uuid)': 'S',
		'private.admit_document_update(jsonb,uuid,integer)': 'L',
		'private.ask_address_change(uuid,uuid,text,text)': 'S',
		'private.ask_to_leave(uuid,text,boolean)': 'M',
		'private.asks_space(uuid)': 'A M',
		'private.attaches_to(uuid)': 'M S',
		'private.is_attached(uuid)': 'S',
		'private.awaits_first_administrator()': 'A M',
		'private.become_first_administrator(text)': 'M',
		'private.blurred_territory(text)': 'A M S',
		'private.close_account(uuid)': 'S',
		'private.close_session(uuid)': 'M',
		'private.close_sessions_of(uuid)': 'M',
		'private.correspondent(uuid)': 'S',
		'private.decides_organisation_requests(uuid)': 'A M S',
		'private.directory_counted(text)': 'A M',
		'private.partners_in_turn(integer)': 'A M',
		'private.document_version_people(uuid[])': 'M',
		'private.confirm_address_change(uuid,uuid,text,uuid,text)': 'S',
		'private.charter_signatures(uuid)': 'M',
		'private.charters_to_accept()': 'M',
		'private.enter(jsonb)': 'L',
		'private.enter_as(jsonb,text)': 'L',
		'private.people_named(text)': 'M',
		'private.event_address(text)': 'A M',
		'private.file_place(uuid)': 'M',
		'private.find_organisations(text,integer)': 'M',
		'private.fold(text)': 'A M S',
		'private.fold_letters(text)': 'A M S',
		'private.free_event_slug(text,uuid)': 'M',
		'private.free_organisation_slug(text,uuid)': 'M',
		'private.free_resource_slug(text,uuid)': 'M',
		'private.free_space_slug(text)': 'M',
		'private.hold_departure(uuid)': 'S',
		'private.invitation_address(text)': 'S',
		'private.invite(jsonb)': 'M',
		'private.is_detail(text,text[])': 'M S',
		'private.is_kept_out(uuid)': 'A M',
		'private.is_sensitivity(text[])': 'M S',
		'private.is_siren(text)': 'M S',
		'private.mail_departure(uuid,text,text)': 'M',
		'private.makers_of(text,uuid)': 'S',
		'private.makes_event(uuid,uuid,uuid,text)': 'A M S',
		'private.makes_resource(uuid,uuid,uuid,text)': 'A M S',
		'private.manages_organisation(uuid)': 'A M S',
		'private.masks(text[],text)': 'A M S',
		'private.may_publish(uuid,uuid,text)': 'A M S',
		'private.manages_document(uuid)': 'A M S',
		'private.name_session(uuid,text)': 'S',
		'private.apply_organisation_import(uuid)': 'M',
		'private.judge_space(uuid)': 'S',
		'private.keep_document_version(uuid,uuid,text)': 'M S',
		'private.keep_organisation_import(uuid,text,text[],jsonb)': 'M',
		'private.match_organisations(jsonb)': 'M',
		'private.viewer_open_imports()': 'M',
		'private.neighbours(jsonb,integer)': 'A M',
		'private.name_words(text)': 'M S',
		'private.organisation_address(text)': 'A M',
		'private.store_document_update(uuid,bytea,text)': 'L',
		'private.organisation_correspondents(uuid)': 'S',
		'private.organisation_facilitators()': 'S',
		'private.organisation_proposers(uuid)': 'S',
		'private.organisations_named(text[])': 'M',
		'private.organisations_without_referent(uuid,integer)': 'M',
		'private.organisation_requester(uuid)': 'S',
		'private.people_list(text,text,uuid,integer)': 'M',
		'private.person_sheet(uuid)': 'M',
		'private.post_authors(uuid[])': 'A M',
		'private.read_invitation(text)': 'A M',
		'private.viewer_wrote(text,uuid)': 'M S',
		'private.post_reactions(uuid[])': 'A M',
		'private.writes_beside(uuid)': 'M S',
		'private.viewer_level(uuid,uuid)': 'A M',
		'private.viewer_reading(uuid)': 'A M',
		'private.viewer_unread(uuid,uuid,integer,timestamp with time zone)': 'A M',
		'private.viewer_unread_in(uuid)': 'A M',
		'private.viewer_unread_threads()': 'M',
		'private.viewer_threads(uuid,text,timestamp with time zone,uuid,integer)': 'A M',
		'private.lasting_occurrences(timestamp without time zone)': 'A M S',
		'private.person_data(uuid)': 'S',
		'private.recent_mails(uuid,integer)': 'M',
		'private.record_consent(text,text,text)': 'M',
		'private.remind_organisations()': 'S',
		'private.remove_document_version(uuid,integer,text)': 'M',
		'private.resource_address(text)': 'A M',
		'private.resource_correspondents(uuid,text,uuid)': 'S',
		'private.restore_document_version(uuid,uuid,integer,integer,bytea,text)': 'M',
		'private.recount_directory()': 'S',
		'private.recurring_jobs()': 'M',
		'private.resend_invitation(uuid)': 'M',
		'private.reported_words(uuid)': 'M',
		'private.retry_job(bigint)': 'M',
		'private.retain(text)': 'S',
		'private.retain_introductions()': 'S',
		'private.retain_registrations()': 'S',
		'private.keeps_registrations(uuid)': 'A M S',
		'private.person_reads_event(uuid,uuid)': 'S',
		'private.takes_names(events,event_occurrences)': 'A M S',
		'private.register_viewer(uuid,uuid,uuid[])': 'M',
		'private.viewer_registration(uuid)': 'A M',
		'private.read_registration(text)': 'A M',
		'private.confirm_registration(text)': 'A M',
		'private.change_registration(text,text,uuid[])': 'A M',
		'private.answer_event_invitation(text,text,text,uuid[])': 'A M',
		'private.answer_own_event_invitation(uuid,text)': 'M',
		'private.invite_to_event(uuid,jsonb,text,text)': 'M',
		'private.invites_to_event(uuid)': 'A M',
		'private.read_event_invitation(text)': 'A M',
		'private.refuse_event_invitations(text)': 'S',
		'private.refuses_mail(text)': 'S',
		'private.remove_attendee(uuid,uuid,text)': 'M',
		'private.withdraw_event_invitation(uuid)': 'M',
		'private.retain_event_invitations()': 'S',
		'private.tell_invited(uuid)': 'S',
		'private.viewer_event_invitation(uuid)': 'A M',
		'private.tell_registered(uuid)': 'S',
		'private.remind_registered()': 'S',
		'private.revoke_invitation(uuid)': 'M',
		'private.search(text,jsonb,text,integer,jsonb)': 'A M',
		'private.search_ids(text,jsonb,uuid,integer)': 'A M',
		'private.search_places(text,jsonb)': 'A M',
		'private.set_network_role(uuid,text,text)': 'M',
		'private.shell()': 'A M',
		'private.sign_up_readers(uuid)': 'S',
		'private.sign_up_requests(boolean,uuid,integer)': 'M',
		'private.similar_organisations(text,text,text,text,uuid)': 'M',
		'private.stay()': 'M',
		'private.stay_by_link(text)': 'S',
		'private.undo_address_change(text,text)': 'S',
		'private.space_door(text)': 'M',
		'private.space_facilitators(uuid)': 'S',
		'private.space_members_named(uuid,text,text,timestamp with time zone,uuid)': 'M',
		'private.space_signatories(uuid)': 'S',
		'private.unattended_spaces()': 'M',
		'private.viewer()': 'A M S',
		'private.viewer_account()': 'M',
		'private.viewer_applicants()': 'M S',
		'private.viewer_authored(text)': 'A M S',
		'private.viewer_door_names()': 'M',
		'private.open_conversation(uuid,uuid[])': 'M',
		'private.say(uuid,jsonb)': 'L',
		'private.numbers_of(uuid[])': 'L',
		'private.chat_words(uuid,text)': 'M S',
		'private.said_files(uuid)': 'M S',
		'private.search_chat(uuid,text,integer,integer)': 'M',
		'private.viewer_chat_rooms()': 'M S',
		'private.viewer_chat_unread(uuid)': 'A M',
		'private.viewer_unread_conversations()': 'A M',
		'private.writes_beside_message(uuid)': 'M S',
		'private.viewer_doors()': 'A M S',
		'private.viewer_facilitated_spaces()': 'A M S',
		'private.viewer_invites(uuid,uuid)': 'M',
		'private.viewer_is_verified()': 'A M S',
		'private.viewer_leaves_alone()': 'M',
		'private.viewer_may_ask_to_join()': 'M',
		'private.viewer_may_join()': 'M',
		'private.viewer_may_take_over(uuid)': 'A M S',
		'private.viewer_named_documents()': 'A M S',
		'private.viewer_named_resources()': 'A M S',
		'private.viewer_opens_spaces()': 'M',
		'private.viewer_organisations()': 'A M S',
		'private.viewer_plays(text[])': 'A M S',
		'private.viewer_referent_organisations()': 'A M S',
		'private.viewer_sessions()': 'M',
		'private.viewer_spaces()': 'A M S',
		'private.viewer_writing_chat_rooms()': 'M S',
		'private.viewer_writing_spaces()': 'A M S',
		'private.withdraw_agreement()': 'M',
		'private.writes_document(uuid)': 'A M S',
		'private.writes_organisation(uuid)': 'A M S',
		'private.writes_event(uuid)': 'A M S',
		'private.writes_resource(uuid)': 'A M S',
		'private.publishes_events(uuid,uuid,text)': 'A M S',
		'private.waiting_jobs(boolean,bigint,integer)': 'M'
	};

	it('are executed by those listed, and by nobody else', async () => {
		const rows = await db.owner<{ name: string; who: string }[]>`
			select p.oid::regprocedure::text as name,
				concat_ws(' ', case when has_function_privilege('anon', p.oid, 'execute') then 'A' end,
					case when has_function_privilege('authenticated', p.oid, 'execute') then 'M' end,
					case when has_function_privilege('service_role', p.oid, 'execute') then 'S' end,
					-- Its own, not what it inherits: it inherits nothing.
					case when exists (select from aclexplode(p.proacl) a where a.grantee = 'palabre_app'::regrole) then 'L' end) as who
			from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)`;
		const executed = rows.filter(({ who }) => who !== '');
		expect(Object.fromEntries(executed.map(({ name, who }) => [name, who]))).toEqual(allowed);
	});

	it('say where they look for names when they run as their owner', async () => {
		const open = await db.owner`
			select p.oid::regprocedure::text as name from pg_proc p
			where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.prosecdef
				and not coalesce(p.proconfig, '{}') @> array['search_path=""']`;
		expect(open).toEqual([]);
	});

	it('that run as their owner belong to the owner of the tables', async () => {
		const others = await db.owner`
			select p.oid::regprocedure::text as name from pg_proc p
			where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.proowner <> current_user::regrole`;
		expect(others).toEqual([]);
	});
});

describe('tables', () => {
	it('of ours all have row-level security', async () => {
		const open = await db.owner`
			select c.oid::regclass::text as name from pg_class c
			where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') and not c.relrowsecurity`;
		expect(open).toEqual([]);
	});

	it('of ours are seen through no view that runs as its owner', async () => {
		const views = await db.owner`
			select c.oid::regclass::text as name from pg_class c
			where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
				and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'])`;
		expect(views).toEqual([]);
	});

	it('of the unexposed schema are granted to the system only', async () => {
		const rows = await db.owner<{ name: string; role: string }[]>`
			select distinct c.oid::regclass::text as name, a.grantee::regrole::text as role
			from pg_class c, aclexplode(c.relacl) a
			where c.relnamespace = 'private'::regnamespace and c.relkind <> 'i' and a.grantee <> c.relowner order by 1`;
		expect(rows.map(({ name, role }) => `${name} ${role}`)).toEqual([
			'private.document_states service_role',
			'private.document_updates service_role',
			'private.event_invitation_notices service_role',
			'private.first_administrator service_role',
			'private.invitation_codes service_role',
			'private.invitation_sendings service_role',
			'private.left_places service_role',
			'private.mails service_role',
			'private.registration_notices service_role',
			'private.registration_requests service_role',
			'private.verified_accounts service_role'
		]);
	});

	it('of accounts and sessions are closed to those who ask', async () => {
		const open = await db.owner`
			select c.oid::regclass::text as name, role from pg_class c, unnest(array['anon', 'authenticated', 'service_role', 'palabre_app']) role
			where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r' and has_any_column_privilege(role, c.oid, 'select, insert, update')`;
		expect(open).toEqual([]);
	});

	it('give nobody more than rows: neither truncating, nor triggers, nor references', async () => {
		const more = await db.owner`
			select c.oid::regclass::text as name, a.grantee::regrole::text as role, a.privilege_type
			from pg_class c, aclexplode(c.relacl) a
			where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and a.grantee <> c.relowner
				and a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`;
		expect(more).toEqual([]);
	});
});

describe('what comes later', () => {
	it('is granted to nobody until a migration says so', async () => {
		const granted = await db.owner.begin(async (sql) => {
			await sql`create table public.later (id integer)`;
			await sql`create sequence public.later_sequence`;
			await sql`create function private.later() returns integer language sql security definer set search_path = '' return 1`;
			await sql`create function public.later() returns integer language sql return 1`;
			const rows = await sql`
				select role from unnest(array['anon', 'authenticated', 'service_role', 'palabre_app', 'palabre_api']) role
				where has_table_privilege(role, 'public.later', 'select, insert, update, delete')
					or has_sequence_privilege(role, 'public.later_sequence', 'usage')
					or has_function_privilege(role, 'private.later()', 'execute') or has_function_privilege(role, 'public.later()', 'execute')`;
			await sql`drop table public.later`;
			await sql`drop sequence public.later_sequence`;
			await sql`drop function private.later, public.later`;
			return rows;
		});
		expect([...granted]).toEqual([]);
	});

	it('is made by nobody but the owner', async () => {
		const makers = await db.owner`
			select n.nspname, role from pg_namespace n, unnest(${roles}::text[]) role
			where n.nspname !~ '^pg_' and has_schema_privilege(role, n.oid, 'create')`;
		expect([...makers]).toEqual([]);
	});
});

describe('the logins', () => {
	it('own nothing, and are not above the law', async () => {
		const owned = await db.owner`
			select rolname from pg_roles r where rolname = any (${roles}) and (
				rolsuper or rolcreaterole or rolcreatedb or rolreplication or (rolbypassrls and rolname <> 'service_role')
				or exists (select from pg_shdepend d where d.refobjid = r.oid and d.deptype = 'o'))`;
		expect([...owned]).toEqual([]);
	});

	it('wait for no statement for ever', async () => {
		const rows = await db.owner<{ rolname: string; rolconfig: string[] }[]>`
			select rolname, rolconfig from pg_roles where rolname in ('palabre_app', 'palabre_api') order by rolname`;
		expect(rows.map(({ rolname, rolconfig }) => [rolname, rolconfig.toSorted()])).toEqual([
			['palabre_api', ['idle_in_transaction_session_timeout=30s', 'statement_timeout=8s']],
			['palabre_app', ['idle_in_transaction_session_timeout=30s', 'statement_timeout=20s']]
		]);
	});

	it('of the application reads and does nothing before it says for whom', async () => {
		const sql = postgres(db.appUrl, { max: 1, onnotice: () => {} });
		const tables = await db.owner<{ name: string }[]>`
			select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'`;
		try {
			const read: string[] = [];
			for (const { name } of tables)
				await sql`select 1 from ${sql(name)} limit 1`.then(
					() => read.push(name),
					() => {}
				);
			expect(tables.length).toBeGreaterThan(50);
			expect(read).toEqual([]);
			await expect(sql`select private.viewer()`).rejects.toMatchObject({ code: '42501' });
			await expect(sql`select private.search('', '{}', 'recent', 1)`).rejects.toMatchObject({ code: '42501' });
		} finally {
			await sql.end();
		}
	});
});
