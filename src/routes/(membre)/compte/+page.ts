/** Shows what is typed in a passphrase. */
export const csr = true;
