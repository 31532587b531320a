-- The register is read in the language of who reads: the French text is the one that counts, an English
-- one stands beside it, field by field.
alter table public.processing_register
	add column name_en text check (char_length(btrim(name_en)) between 2 and 160),
	add column purpose_en text check (char_length(btrim(purpose_en)) between 2 and 1000),
	add column legal_basis_en text check (char_length(btrim(legal_basis_en)) between 2 and 300),
	add column people_en text check (char_length(btrim(people_en)) between 2 and 500),
	add column data_en text check (char_length(btrim(data_en)) between 2 and 1000),
	add column recipients_en text check (char_length(btrim(recipients_en)) between 2 and 500),
	add column retention_en text check (char_length(btrim(retention_en)) between 2 and 500);
grant insert (name_en, purpose_en, legal_basis_en, people_en, data_en, recipients_en, retention_en),
	update (name_en, purpose_en, legal_basis_en, people_en, data_en, recipients_en, retention_en)
	on public.processing_register to authenticated;

-- Ours only, and as long as nobody wrote them otherwise: no change of theirs, so neither a version nor a fact.
alter table public.processing_register disable trigger processing_register_follow;
update public.processing_register r
set name_en = e.name, purpose_en = e.purpose, legal_basis_en = e.legal_basis, people_en = e.people, data_en = e.data,
	recipients_en = e.recipients, retention_en = e.retention
from (values
	('a1', 'Accounts and signing in', 'Recognising the people of the network, protecting their account, writing to them when they ask for it.', 'Contract: membership of the network (GDPR, art. 6-1-b)', 'People who have an account', 'E-mail address, hash of the passphrase, dates and devices of sign-ins, changes of address, rules agreed to.', 'The person themself; the administration of the network; the host.', 'Until the account closes. Sessions: 30 days without a visit. Former address: 7 days. Accounts that never became a person: 30 days.'),
	('a2', 'Profiles and places in the network', 'Knowing who speaks and for which organisation; finding each other to cooperate.', 'Contract: membership of the network (GDPR, art. 6-1-b)', 'People of the network', 'Name, function, presentation, languages, skills, time zone, organisations, spaces, roles.', 'Those whom each person chooses: everybody, the members of the network, or nobody.', 'Until the account closes; the person becomes « Ancien membre ».'),
	('a3', 'Sign-up requests and invitations', 'Letting into the network the people whom it expects.', 'Steps before a contract (GDPR, art. 6-1-b)', 'People who ask to enter, or who are invited', 'E-mail address, name, message, answer and its reason.', 'Those who administer and facilitate the network; for an invitation, who made it.', 'Refused request, or one without an account: 30 days after the answer. Invitation: 30 days after its end.'),
	('a4', 'Contents of the network', 'Sharing resources, keeping the memory of the network.', 'Legitimate interest of the network (GDPR, art. 6-1-f)', 'Authors and people who are named', 'Resources, files, authors, journal of who did what and when.', 'According to the visibility chosen for each content.', 'As long as the content is useful to the network; it stays, signed « Ancien membre », after a departure.'),
	('a5', 'Reports', 'Examining the contents that are reported, and answering with reasons.', 'Legal obligation: LCEN and Digital Services Act (GDPR, art. 6-1-c)', 'People who report', 'Name, e-mail address, explanation, decision.', 'The administration of the network.', 'Who reported: 1 year after the answer. The report and the decision stay.'),
	('a6', 'Mails of the network', 'Sending codes, notices and answers, and checking that they leave.', 'Contract and legitimate interest (GDPR, art. 6-1-b and f)', 'Recipients of the mails', 'Address, subject, date; the text until it is sent.', 'The administration of the network; the mail provider, if there is one.', 'Text: until it is sent, 1 year at most. Trace of the sending: 13 months.'),
	('a7', 'Rights of people', 'Giving a copy of the data, closing an account.', 'Legal obligation (GDPR, art. 15, 17 and 20)', 'People of the network', 'Archive of the data of the person; date of the request.', 'The person themself.', 'Archive: 7 days. Closing: 7 days after it is asked.'),
	('a8', 'Security of the site', 'Limiting attempts, finding failures.', 'Legitimate interest (GDPR, art. 6-1-f)', 'Visitors and members', 'Short-lived hash of the network address, in memory only; technical logs without persons or addresses.', 'The technical administration.', 'Attempts: one hour at most, in memory. Logs: according to the host, 12 months at most.')
) e (id, name, purpose, legal_basis, people, data, recipients, retention)
where r.id = ('00000000-0000-7000-8000-0000000000' || e.id)::uuid and r.version = 1;
alter table public.processing_register enable trigger processing_register_follow;
