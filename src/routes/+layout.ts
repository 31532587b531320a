/*
 * A page sends no script unless it asks for it with its own `csr = true`: on a 2G phone a page is then
 * its HTML and a cached style sheet, errors included (docs/decisions/0001).
 */
export const csr = false;
