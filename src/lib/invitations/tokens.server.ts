/** The secrets of an invitation: only their hashes are kept. */
import { hashed } from '$lib/people/one-time.server';

export const hashOfToken = (token: string) => hashed('invitation', token);

/** With the token, which is kept nowhere: six digits alone would be found again from their hash. */
export const hashOfProof = (token: string, code: string) => hashed('invitation-proof', `${token} ${code}`);
