-- What is kept is removed when its time has come: each rule is run every night, and what it removed is
-- written here. The rules and their reasons are read in src/lib/people/retention.server.ts.
create table public.retention_runs (
	id uuid primary key,
	started_at timestamptz not null default now(),
	ended_at timestamptz,
	-- Rule → how many rows it removed or emptied.
	removed jsonb not null default '{}'
);
create index retention_runs_started_key on public.retention_runs (started_at desc, id desc);
alter table public.retention_runs enable row level security;
grant select on public.retention_runs to authenticated;
grant select, insert, update, delete on public.retention_runs to service_role;
create policy "administrators see what was removed" on public.retention_runs
	for select to authenticated using ((select private.viewer_plays('admin')));
comment on table public.retention_runs is 'Each run of the retention job, with what it removed: counts, never contents.';

-- One rule, a bounded number of rows at a time: a night that was missed is no long lock.
create function private.retain(rule text) returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	most constant integer := 20000;
	removed integer;
begin
	case rule
		when 'sessions' then
			delete from auth.sessions where id in (select s.id from auth.sessions s
				where greatest(s.updated_at, s.created_at) < now() - interval '30 days' limit most);
		when 'address-changes' then
			delete from private.address_changes where id in (select c.id from private.address_changes c
				where coalesce(c.confirmed_at, c.created_at) < now() - case when c.confirmed_at is null then interval '1 day' else interval '7 days' end limit most);
		when 'mail-contents' then
			-- Kept for want of SMTP: nobody fetches a mail of last year.
			update private.mails set body_text = null, body_html = null where id in (select m.id from private.mails m
				where m.created_at < now() - interval '1 year' and (m.body_text is not null or m.body_html is not null) limit most);
		when 'mails' then
			delete from private.mails where id in (select m.id from private.mails m
				where m.created_at < now() - interval '13 months' limit most);
		when 'reporters' then
			update public.reports set reporter_name = null, reporter_email = null, reporter_id = null where id in (select r.id from public.reports r
				where r.answered_at < now() - interval '1 year' and r.status not in ('received', 'examined')
					and (r.reporter_name is not null or r.reporter_email is not null or r.reporter_id is not null) limit most);
		when 'unwelcomed-accounts' then
			delete from auth.users where id in (select u.id from auth.users u
				where u.created_at < now() - interval '30 days'
					and not exists (select from public.people p where p.account_id = u.id)
					and not exists (select from private.admissions a where a.account_id = u.id and a.granted_at > now() - interval '30 days')
					and not exists (select from public.sign_up_requests r where r.account_id = u.id
						and (r.status = 'waiting' or r.answered_at > now() - interval '30 days')) limit most);
		when 'invitations' then
			delete from public.invitations where id in (select i.id from public.invitations i
				where coalesce(i.accepted_at, i.revoked_at, i.expires_at) < now() - interval '30 days' limit most);
		when 'retention-runs' then
			delete from public.retention_runs where id in (select t.id from public.retention_runs t
				where t.started_at < now() - interval '3 years' limit most);
		else
			raise exception 'There is no retention rule « % ».', rule;
	end case;
	get diagnostics removed = row_count;
	return removed;
end
$$;
comment on function private.retain is 'Runs one retention rule and says how many rows it removed or emptied.';
grant execute on function private.retain to service_role;

-- Who reported is no longer known a year after the answer: what was said, and decided, stays.
alter table public.reports drop constraint "a report says who makes it";
alter table public.reports add constraint "a report says who makes it" check (
	ground = 'minors' or (reporter_name is not null and reporter_email is not null) or status not in ('received', 'examined')
);
create index reports_answered_key on public.reports (answered_at) where reporter_email is not null;

-- « Registre des activités de traitement » (GDPR art. 30): one entry for each thing done with personal data.
create table public.processing_register (
	id uuid primary key,
	position integer not null default 0,
	name text not null check (char_length(btrim(name)) between 2 and 160),
	purpose text not null check (char_length(btrim(purpose)) between 2 and 1000),
	legal_basis text not null check (char_length(btrim(legal_basis)) between 2 and 300),
	people text not null check (char_length(btrim(people)) between 2 and 500),
	data text not null check (char_length(btrim(data)) between 2 and 1000),
	recipients text not null check (char_length(btrim(recipients)) between 2 and 500),
	retention text not null check (char_length(btrim(retention)) between 2 and 500),
	version integer not null default 1,
	updated_at timestamptz not null default now()
);
create function private.follow_register() returns trigger
	language plpgsql volatile security definer set search_path = '' as $$
begin
	if tg_op = 'UPDATE' then
		new.version := old.version + 1;
		new.updated_at := now();
	end if;
	-- An entry that a release brings is nobody's act.
	if (select auth.uid()) is not null then
		perform private.record_activity('register', 'network', '00000000-0000-7000-8000-000000000001');
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end
$$;

insert into public.processing_register (id, position, name, purpose, legal_basis, people, data, recipients, retention) values
	('00000000-0000-7000-8000-0000000000a1', 1, 'Comptes et connexion', 'Reconnaître les personnes du réseau, protéger leur compte, leur écrire quand elles le demandent.', 'Contrat : l’adhésion au réseau (RGPD, art. 6-1-b)', 'Personnes qui ont un compte', 'Adresse de courriel, empreinte de la phrase secrète, dates et appareils de connexion, changements d’adresse, règles acceptées.', 'La personne elle-même ; l’administration du réseau ; l’hébergeur.', 'Jusqu’à la fermeture du compte. Sessions : 30 jours sans visite. Ancienne adresse : 7 jours. Comptes jamais devenus une personne : 30 jours.'),
	('00000000-0000-7000-8000-0000000000a2', 2, 'Profils et places dans le réseau', 'Savoir qui parle et au nom de quelle organisation ; se trouver pour coopérer.', 'Contrat : l’adhésion au réseau (RGPD, art. 6-1-b)', 'Personnes du réseau', 'Nom, fonction, présentation, langues, compétences, fuseau horaire, organisations, espaces, rôles.', 'Ceux que chaque personne choisit : tout le monde, les membres du réseau, ou personne.', 'Jusqu’à la fermeture du compte ; la personne devient « Ancien membre ».'),
	('00000000-0000-7000-8000-0000000000a3', 3, 'Demandes d’inscription et invitations', 'Laisser entrer dans le réseau les personnes qu’il attend.', 'Mesures précontractuelles (RGPD, art. 6-1-b)', 'Personnes qui demandent à entrer, ou qui sont invitées', 'Adresse de courriel, nom, message, réponse et sa raison.', 'L’administration et l’animation du réseau ; pour une invitation, qui l’a faite.', 'Demande refusée ou sans suite : 30 jours après la réponse, avec le compte. Invitation : 30 jours après sa fin.'),
	('00000000-0000-7000-8000-0000000000a4', 4, 'Contenus du réseau', 'Partager des ressources, garder la mémoire du réseau.', 'Intérêt légitime du réseau (RGPD, art. 6-1-f)', 'Auteurs et personnes nommées', 'Ressources, fichiers, auteurs, journal de qui a fait quoi et quand.', 'Selon la visibilité choisie pour chaque contenu.', 'Tant que le contenu est utile au réseau ; il reste, signé « Ancien membre », après un départ.'),
	('00000000-0000-7000-8000-0000000000a5', 5, 'Signalements', 'Examiner les contenus signalés et répondre avec des raisons.', 'Obligation légale : LCEN et règlement sur les services numériques (RGPD, art. 6-1-c)', 'Personnes qui signalent', 'Nom, adresse de courriel, explication, décision.', 'L’administration du réseau.', 'Qui a signalé : 1 an après la réponse. Le signalement et la décision restent.'),
	('00000000-0000-7000-8000-0000000000a6', 6, 'Courriels du réseau', 'Envoyer les codes, les avis et les réponses, et vérifier qu’ils partent.', 'Contrat et intérêt légitime (RGPD, art. 6-1-b et f)', 'Destinataires des courriels', 'Adresse, sujet, date ; le texte jusqu’à l’envoi.', 'L’administration du réseau ; le prestataire d’envoi, s’il y en a un.', 'Texte : jusqu’à l’envoi, 1 an au plus. Trace de l’envoi : 13 mois.'),
	('00000000-0000-7000-8000-0000000000a7', 7, 'Droits des personnes', 'Donner une copie des données, fermer un compte.', 'Obligation légale (RGPD, art. 15, 17 et 20)', 'Personnes du réseau', 'Archive des données de la personne ; date de la demande.', 'La personne elle-même.', 'Archive : 7 jours. Fermeture : 7 jours après la demande.'),
	('00000000-0000-7000-8000-0000000000a8', 8, 'Sécurité du site', 'Limiter les essais, trouver les pannes.', 'Intérêt légitime (RGPD, art. 6-1-f)', 'Visiteurs et membres', 'Empreinte éphémère de l’adresse réseau, en mémoire seulement ; journaux techniques sans personne ni adresse.', 'L’administration technique.', 'Essais : une heure au plus, en mémoire. Journaux : selon l’hébergement, 12 mois au plus.');
create trigger processing_register_follow before insert or update or delete on public.processing_register
	for each row execute function private.follow_register();

alter table public.processing_register enable row level security;
grant select on public.processing_register to anon, authenticated;
grant insert (id, position, name, purpose, legal_basis, people, data, recipients, retention),
	update (position, name, purpose, legal_basis, people, data, recipients, retention), delete on public.processing_register to authenticated;
grant select, insert, update, delete on public.processing_register to service_role;
create policy "anyone reads what the network does with personal data" on public.processing_register
	for select to anon, authenticated using (true);
create policy "administrators add to the register" on public.processing_register
	for insert to authenticated with check ((select private.viewer_plays('admin')));
create policy "administrators keep the register" on public.processing_register
	for update to authenticated using ((select private.viewer_plays('admin'))) with check ((select private.viewer_plays('admin')));
create policy "administrators take out of the register" on public.processing_register
	for delete to authenticated using ((select private.viewer_plays('admin')));
comment on table public.processing_register is 'The register of processing (GDPR art. 30), in the words of who answers for the network.';
