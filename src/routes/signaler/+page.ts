/* Works with no script at all: who reports may come from any device, any network. */
export const csr = false;
