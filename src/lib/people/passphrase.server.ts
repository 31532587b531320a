/**
 * A passphrase is accepted when guessing it takes at least 2^50 tries (CNIL 2022: 50 bits with
 * limited attempts) and it has 12 characters. Estimated here, on the server: the dictionaries weigh
 * more than all our pages.
 */
import * as m from '$lib/paraglide/messages';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as french from '@zxcvbn-ts/language-fr';

export const passphraseLength = { least: 12, most: 72 } as const;
const leastBits = 50;

let estimator: ZxcvbnFactory | undefined;

/** @param known words that an attacker would try first: the address, the name. */
export function passphraseProblem(
	passphrase: string,
	known: string[] = []
): 'too-short' | 'too-long' | 'too-easy' | null {
	if ([...passphrase].length < passphraseLength.least) return 'too-short';
	// bcrypt reads 72 bytes: what comes after would not count.
	if (new TextEncoder().encode(passphrase).length > passphraseLength.most) return 'too-long';
	return passphraseBits(passphrase, known) < leastBits ? 'too-easy' : null;
}

/** The same, as one sentence that says what to do. */
export function weakness(passphrase: string, known: string[]): string | null {
	const problem = passphraseProblem(passphrase, known);
	const sentences = {
		'too-short': m.account_passphrase_too_short,
		'too-long': m.account_passphrase_too_long,
		'too-easy': m.account_passphrase_too_easy
	};
	return problem && sentences[problem]();
}

export function passphraseBits(passphrase: string, known: string[] = []): number {
	estimator ??= new ZxcvbnFactory({
		dictionary: { ...common.dictionary, ...french.dictionary },
		graphs: common.adjacencyGraphs
	});
	return estimator.check(passphrase, known).guessesLog10 * Math.log2(10);
}
