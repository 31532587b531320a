/** Nothing to do here but read: no script is sent. */
export const csr = false;
