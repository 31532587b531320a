/** The accounts of roles: no natural person among them. Their password is public (`contract.md`). */
import { monthsBefore } from '../calendar.ts';
import { idOf, type Dataset, type Persona, type Table } from '../dataset.ts';

export const demoPassword = 'palabre-demo';

export function personTables(data: Dataset, passwordHash: string, now: Date): Table[] {
	return [...accountTables(data, passwordHash, now), ...membershipTables(data, now)];
}

/** As the authentication server itself writes an account whose address was confirmed. */
function accountTables({ personas }: Dataset, passwordHash: string, now: Date): Table[] {
	const since = monthsBefore(5.2, now);
	const instants = { created_at: since, updated_at: since };
	return [
		{
			name: 'auth.users',
			rows: personas.map(({ id, email }) => ({
				id: idOf('account', id),
				aud: 'authenticated',
				role: 'authenticated',
				email,
				encrypted_password: passwordHash,
				email_confirmed_at: since,
				raw_app_meta_data: { provider: 'email', providers: ['email'] },
				raw_user_meta_data: { sub: idOf('account', id), email, email_verified: true, phone_verified: false },
				is_sso_user: false,
				is_anonymous: false,
				...instants
			}))
		},
		{
			name: 'auth.identities',
			rows: personas.map(({ id, email }) => ({
				id: idOf('identity', id),
				provider: 'email',
				provider_id: idOf('account', id),
				user_id: idOf('account', id),
				identity_data: { sub: idOf('account', id), email, email_verified: true, phone_verified: false },
				...instants
			}))
		},
		{
			name: 'private.verified_accounts',
			rows: personas.map(({ id }) => ({ account_id: idOf('account', id), verified_at: since, passphrase_set_at: since }))
		}
	];
}

function membershipTables({ personas, territories }: Dataset, now: Date): Table[] {
	const since = monthsBefore(5.2, now);
	const country = (persona: Persona) => territories.find(({ id }) => id === persona.territory)?.country ?? 'FR';
	return [
		{
			name: 'public.people',
			rows: personas.map((persona) => ({
				id: idOf('person', persona.id),
				account_id: idOf('account', persona.id),
				name: persona.displayName,
				function: 'Compte de démonstration',
				bio: persona.bio,
				language: 'fr',
				time_zone: { ML: 'Africa/Bamako', SN: 'Africa/Dakar' }[country(persona)] ?? 'Europe/Paris',
				network_role: persona.networkRole,
				visibility: 'reseau',
				created_at: since,
				updated_at: since
			}))
		},
		{
			name: 'public.organisation_members',
			rows: personas.map((persona) => ({
				organisation_id: idOf('organisation', persona.organisation),
				person_id: idOf('person', persona.id),
				role: persona.organisationRole,
				since
			}))
		},
		{
			name: 'public.space_members',
			rows: personas.flatMap((persona) =>
				persona.spaces.map(({ id, role }) => ({
					space_id: idOf('space', id),
					person_id: idOf('person', persona.id),
					organisation_id: idOf('organisation', persona.organisation),
					role,
					since
				}))
			)
		}
	];
}

/** What the account may do, in words that suit anybody. */
export function roleOf({ networkRole, organisationRole }: Persona, organisation: string): string {
	const network = {
		admin: 'administration du réseau, ',
		animateur: 'animation de territoire, ',
		documentaliste: 'documentation du réseau, ',
		membre: ''
	}[networkRole];
	return `${network}${organisationRole === 'referent' ? 'publie' : 'contribue'} pour ${organisation}`;
}
