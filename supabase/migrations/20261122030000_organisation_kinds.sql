-- The kinds of actors that the field names (`domain.md` IN-02), each a term that a network may edit.
alter table public.organisation_kinds
	-- Chosen by the organisation itself and by nobody for it (IN-18).
	add column self_declared boolean not null default false,
	add column help_fr text check (char_length(help_fr) <= 300),
	add column help_en text check (char_length(help_en) <= 300),
	-- The common thesaurus of the regional networks (RRMA, §2.3) is theirs: it is loaded, never made up here.
	add column rrma_code text check (rrma_code ~ '^\S(.{0,78}\S)?$'),
	add constraint organisation_kinds_self_declared_says_why check (not self_declared or help_fr is not null and help_en is not null);
comment on column public.organisation_kinds.rrma_code is
	'The same type in the common thesaurus of the regional networks (RRMA), when somebody has loaded it.';

-- A label that a network has made its own stays.
update public.organisation_kinds set label_fr = 'État, ministère, ambassade', label_en = 'State, ministry, embassy'
	where code = 'ministere' and label_fr = 'Ministère';
update public.organisation_kinds set label_fr = 'Université, grande école', label_en = 'University, higher education'
	where code = 'universite' and label_fr = 'Université';

insert into public.organisation_kinds (code, label_fr, label_en, position) values
	('association-solidarite-internationale', 'Association de solidarité internationale', 'International solidarity association', 11),
	('association-culturelle', 'Association culturelle', 'Cultural association', 13),
	('association-insertion-jeunesse', 'Association d’insertion ou de jeunesse', 'Employment or youth association', 14),
	('ong', 'ONG', 'NGO', 15),
	('fondation', 'Fondation', 'Foundation', 16),
	('syndicat-plateforme', 'Syndicat, plateforme', 'Union, platform', 17),
	('ccas', 'Centre communal d’action sociale (CCAS)', 'Municipal social services (CCAS)', 72),
	('mission-locale', 'Mission locale, structure d’insertion', 'Youth employment centre', 74),
	('centre-de-loisirs', 'Centre de loisirs', 'Leisure centre', 121),
	('maison-de-quartier', 'Maison de quartier', 'Neighbourhood centre', 122),
	('mjc', 'Maison des jeunes et de la culture (MJC)', 'Youth and culture centre (MJC)', 123),
	('ludotheque', 'Ludothèque', 'Toy library', 124),
	('mediatheque-archives', 'Médiathèque, archives', 'Library, archives', 125),
	('atelier-sociolinguistique', 'Atelier sociolinguistique, échanges de savoirs (RERS)', 'Language workshop, knowledge exchange', 126),
	('pole', 'Pôle de compétitivité, biocluster', 'Business cluster', 145),
	('cabinet-accompagnement', 'Cabinet ou SCOP d’accompagnement', 'Consultancy or cooperative', 147),
	('agence', 'Agence publique', 'Public agency', 165)
on conflict (code) do nothing;

insert into public.organisation_kinds (code, label_fr, label_en, position, self_declared, help_fr, help_en) values
	('osim', 'OSIM, association issue des migrations', 'Migrant-led solidarity association (OSIM)', 12, true,
		'Ce type est facultatif et se déclare soi-même. Il parle du projet de l’association : Palabre ne demande ni l’origine ni la religion de personne.',
		'This type is optional and self-declared. It is about the association’s purpose: Palabre asks nobody’s origin or religion.')
on conflict (code) do nothing;
