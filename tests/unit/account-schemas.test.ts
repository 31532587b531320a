import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/lib/moderation/schema';
import { settingsSchema } from '../../src/lib/network/settings';
import { profileSchema } from '../../src/lib/people/account';
import { addressSchema, codeSchema, whereTo } from '../../src/lib/people/sign-in';
import { newId } from '../../src/lib/platform/ids';

const problems = (result: { error?: { issues: { path: PropertyKey[] }[] } | undefined }) =>
	(result.error?.issues ?? []).map(({ path }) => String(path[0])).sort();

describe('signing in', () => {
	it('reads an address in any case, and a code with the spaces of a mail', () => {
		expect(addressSchema.parse({ email: 'Awa@Example.ORG' })).toEqual({ email: 'awa@example.org' });
		expect(codeSchema.parse({ email: 'awa@example.org', code: ' 123\u00a0456 ' }).code).toBe('123456');
	});

	it('goes on to a page of this site only', () => {
		const back = (retour: string) =>
			whereTo(new URL(`https://reseau.example/connexion?retour=${encodeURIComponent(retour)}`));
		expect(back('/compte?a=1#b')).toBe('/compte?a=1#b');
		for (const away of ['//x.example', '/\\x.example', 'https://x.example', 'javascript:alert(1)', 'compte', '']) {
			expect([away, back(away)]).toEqual([away, '/']);
		}
		const form = new FormData();
		form.set('retour', '/ressources');
		expect(whereTo(new URL('https://reseau.example/connexion?retour=/compte'), form)).toBe('/ressources');
	});
});

describe('a profile', () => {
	const profile = { name: 'Awa Diarra', timeZone: 'Africa/Bamako', visibility: 'reseau' };

	it('counts the characters of a name as the database does', () => {
		expect(problems(profileSchema.safeParse({ ...profile, name: '🌳' }))).toEqual(['name']);
		expect(problems(profileSchema.safeParse({ ...profile, name: '🌳'.repeat(80) }))).toEqual([]);
		expect(problems(profileSchema.safeParse({ ...profile, name: 'a'.repeat(81) }))).toEqual(['name']);
	});

	it('has skills, one a line or between commas, each once', () => {
		const skills = (text: string) => profileSchema.parse({ ...profile, skills: text }).skills;
		expect(skills('Montage de projets, bambara\n Montage de projets ;\n')).toEqual(['Montage de projets', 'bambara']);
		expect(profileSchema.parse(profile).skills).toEqual([]);
		expect(problems(profileSchema.safeParse({ ...profile, skills: 'x'.repeat(61) }))).toEqual(['skills']);
	});

	it('is spoken in languages that the network knows', () => {
		expect(profileSchema.parse({ ...profile, languages: ['fr', 'bm'] }).languages).toEqual(['fr', 'bm']);
		expect(problems(profileSchema.safeParse({ ...profile, languages: ['klingon'] }))).toEqual(['languages']);
	});

	it('is read in a zone that exists', () => {
		expect(problems(profileSchema.safeParse({ ...profile, timeZone: 'Afrique/Kayes' }))).toEqual(['timeZone']);
	});
});

describe('a report', () => {
	const report = {
		id: newId(),
		address: 'https://reseau.example/ressources/x',
		ground: 'hate',
		explanation: 'Page 3, un propos haineux.',
		name: 'Une lectrice',
		email: 'lectrice@example.org',
		faith: 'on'
	};
	const without = (...names: string[]) =>
		Object.fromEntries(Object.entries(report).filter(([name]) => !names.includes(name)));

	it('says who makes it, unless it is about the abuse of a child', () => {
		expect(problems(reportSchema.safeParse(report))).toEqual([]);
		expect(problems(reportSchema.safeParse(without('name', 'email')))).toEqual(['email', 'name']);
		expect(problems(reportSchema.safeParse({ ...without('name', 'email'), ground: 'minors' }))).toEqual([]);
	});

	it('says everything that is missing at once', () => {
		expect(problems(reportSchema.safeParse({ id: report.id }))).toEqual([
			'address',
			'email',
			'explanation',
			'faith',
			'ground',
			'name'
		]);
	});
});

describe('the settings', () => {
	it('date the audit of an accessibility that they claim', () => {
		const settings = { version: '1', name: 'Réseau', accessibilityStatus: 'partielle', signUp: 'open' };
		expect(problems(settingsSchema.safeParse(settings))).toEqual(['accessibilityAuditedOn']);
		expect(problems(settingsSchema.safeParse({ ...settings, accessibilityAuditedOn: '2026-11-22' }))).toEqual([]);
	});
});
