/*
 * Pages to read send no script at all: on a 2G phone the whole page is then its HTML and a cached
 * style sheet. A page that becomes live takes its script back with its own `csr = true`.
 */
export const csr = false;
