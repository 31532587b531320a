/** The first page of many on a slow line: its forms need no script. */
export const csr = false;
