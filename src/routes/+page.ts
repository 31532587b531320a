/** A page to read: see `(public)/+layout.ts`. */
export const csr = false;
