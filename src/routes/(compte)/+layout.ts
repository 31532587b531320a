/** The first pages of many, on a slow line: their forms need no script. */
export const csr = false;
