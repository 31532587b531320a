import { z } from 'zod';

/** How what is about a place is masked by default (`domain.md` §3.4). */
export const protections = ['place', 'people', 'funders', 'no_index'] as const;
export type ProtectionCode = (typeof protections)[number];

const codes = z.array(z.enum(protections)).default([]);

/** @see territories.protect: the form carries what it showed. */
export const protectionSchema = z.object({ protection: codes, was: codes });
