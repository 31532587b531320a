/** The secrets of an invitation: only their hashes are kept. */
import { createHash, randomBytes, randomInt } from 'node:crypto';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** 192 bits, for the address of the page. */
export const newToken = () => randomBytes(24).toString('base64url');

export const hashOfToken = (token: string) => sha256(token);

/** Six digits, as the sign-in mail has. */
export const newCode = () => String(randomInt(1_000_000)).padStart(6, '0');

/** With the token, which is kept nowhere: six digits alone would be found again from their hash. */
export const hashOfProof = (token: string, code: string) => sha256(`${token} ${code}`);
