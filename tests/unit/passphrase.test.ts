import { describe, expect, it } from 'vitest';
import { passphraseProblem } from '../../src/lib/people/passphrase.server';

describe('a passphrase', () => {
	it('of four unrelated words is accepted', () => {
		expect(passphraseProblem('cheval soleil brique tambour')).toBeNull();
		expect(passphraseProblem('an fɛ ɲɔgɔn tɛmɛn')).toBeNull();
	});

	it('has twelve characters, as people count them', () => {
		expect(passphraseProblem('kX9#vQ2!mZ7')).toBe('too-short');
		expect(passphraseProblem('🙂🌳🥁🧵🪘🐎')).toBe('too-short');
	});

	it('fits in what bcrypt reads', () => {
		expect(passphraseProblem('é'.repeat(40))).toBe('too-long');
	});

	it('is not what everybody tries first', () => {
		for (const easy of ['azertyuiop12', 'motdepasse123', 'aaaaaaaaaaaaaaaa', 'password1234', '123456789012']) {
			expect([easy, passphraseProblem(easy)]).toEqual([easy, 'too-easy']);
		}
	});

	it('is not made of one’s own name and address', () => {
		const known = ['awa.diarra@example.org', 'Awa Diarra'];
		expect(passphraseProblem('Awa Diarra 2026', known)).toBe('too-easy');
	});
});
