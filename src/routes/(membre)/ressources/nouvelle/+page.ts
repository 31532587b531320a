/** Keeps the draft on the device and sends files one by one. */
export const csr = true;
