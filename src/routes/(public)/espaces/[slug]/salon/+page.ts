/** What is said comes as it is stored, and what waits for the network is seen. */
export const csr = true;
