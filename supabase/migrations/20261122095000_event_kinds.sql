-- The formats of an event (`domain.md` CA-15). The family gives its colour in the month.
create table public.event_kinds (
	code public.slug primary key,
	label_fr text not null,
	label_en text not null,
	family text not null check (family in ('meeting', 'festive', 'youth', 'film', 'preparation')),
	position smallint not null default 0,
	valid_to date
);
alter table public.event_kinds enable row level security;
grant select on public.event_kinds to anon, authenticated;
grant insert, update on public.event_kinds to authenticated;
grant select, insert, update, delete on public.event_kinds to service_role;
create policy "anyone reads the vocabulary" on public.event_kinds for select to anon, authenticated using (true);
create policy "documentalists and administrators add terms" on public.event_kinds
	for insert to authenticated with check ((select private.viewer_plays('admin', 'documentaliste')));
create policy "documentalists and administrators correct terms" on public.event_kinds
	for update to authenticated using ((select private.viewer_plays('admin', 'documentaliste')));
comment on table public.event_kinds is 'Formats of events, with the family that gives their colour.';

insert into public.event_kinds (code, label_fr, label_en, family, position) values
	('reunion', 'Réunion', 'Meeting', 'preparation', 10),
	('rencontre', 'Rencontre', 'Gathering', 'meeting', 20),
	('seminaire', 'Séminaire', 'Seminar', 'meeting', 30),
	('atelier', 'Atelier', 'Workshop', 'meeting', 40),
	('assises', 'Assises', 'Conference of the network', 'meeting', 50),
	('conference', 'Conférence', 'Talk', 'meeting', 60),
	('forum', 'Forum', 'Forum', 'meeting', 70),
	('formation', 'Formation', 'Training', 'meeting', 80),
	('cine-debat', 'Ciné-débat', 'Film and debate', 'film', 90),
	('concert', 'Concert', 'Concert', 'film', 100),
	('exposition', 'Exposition', 'Exhibition', 'festive', 110),
	('repas', 'Repas', 'Meal', 'festive', 120),
	('marche', 'Marché', 'Market', 'festive', 130),
	('fete', 'Fête, anniversaire, cérémonie', 'Celebration, anniversary, ceremony', 'festive', 140),
	('semaine', 'Semaine, festival', 'Week, festival', 'festive', 150),
	('jeu', 'Jeu, animation', 'Game, activity', 'youth', 160),
	('chantier-de-jeunes', 'Chantier de jeunes', 'Youth work camp', 'youth', 170),
	('mission', 'Mission', 'Mission', 'preparation', 180),
	('delegation', 'Délégation', 'Delegation', 'preparation', 190),
	('commission', 'Commission', 'Committee', 'preparation', 200),
	('assemblee-generale', 'Assemblée générale', 'General assembly', 'meeting', 210),
	('visioconference', 'Visioconférence', 'Video call', 'preparation', 220),
	('webinaire', 'Webinaire', 'Webinar', 'meeting', 230);
