-- What one was told goes once it is of no use: a month after it was read, three months if it never was.
create function private.retain_notifications() returns integer
	language plpgsql volatile security definer set search_path = '' as $$
declare
	most constant integer := 20000;
	removed integer;
begin
	delete from public.notifications where id in (select n.id from public.notifications n
		where n.told_at < now() - interval '30 days' and (n.read_at < now() - interval '30 days' or n.told_at < now() - interval '90 days')
		order by n.told_at limit most);
	get diagnostics removed = row_count;
	return removed;
end
$$;
comment on function private.retain_notifications is 'Forgets what was read a month ago, and what nobody read in three.';
grant execute on function private.retain_notifications to service_role;

insert into public.processing_register (id, position, name, purpose, legal_basis, people, data, recipients, retention,
	name_en, purpose_en, legal_basis_en, people_en, data_en, recipients_en, retention_en)
select '00000000-0000-7000-8000-0000000000b4', coalesce(max(position), 0) + 1,
	'Notifications', 'Dire à chaque personne ce qui la concerne et ce qu’elle suit, par courriel si elle le veut.',
	'Intérêt légitime du réseau (RGPD, art. 6-1-f)', 'Personnes du réseau',
	'Quels faits sont annoncés à qui, et lesquels sont lus ; réglages ; date du dernier courriel. Jamais le contenu.',
	'La personne elle-même ; le prestataire d’envoi des courriels, s’il y en a un.',
	'Un mois après la lecture, trois mois sans lecture. Réglages : jusqu’à la fermeture du compte.',
	'Notifications', 'Telling each person what concerns them and what they follow, by mail if they want it.',
	'Legitimate interest of the network (GDPR, art. 6-1-f)', 'People of the network',
	'Which facts are told to whom, and which are read; settings; date of the last mail. Never the content.',
	'The person themself; the mail provider, if there is one.',
	'One month after it was read, three months if it never was. Settings: until the account closes.'
from public.processing_register;
