/** Codes to type and links to open once: what is kept of them is a hash, never the thing itself. */
import { createHash, randomBytes, randomInt } from 'node:crypto';

export function sixDigits(): string {
	return String(randomInt(1_000_000)).padStart(6, '0');
}

/** 192 bits, fit for an address. */
export function linkToken(): string {
	return randomBytes(24).toString('base64url');
}

/** @param purpose so that the hash of one thing is not that of another. */
export function hashed(purpose: string, secret: string): string {
	return createHash('sha256').update(`${purpose}:${secret}`).digest('hex');
}
