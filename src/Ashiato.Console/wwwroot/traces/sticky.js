/** Which ancestors stay at the top while their descendants scroll under them. */

const MOST = 5;

/**
 * @param {Int32Array} parents the enclosing row of each row, or −1
 * @param {number} scrollTop
 * @param {number} rowHeight
 * @returns {number[]} rows, outermost first
 */
export function stickyAncestors(parents, scrollTop, rowHeight) {
  if (scrollTop <= 0 || parents.length === 0) return [];
  /** @type {number[]} */
  let chain = [];
  // Each ancestor that stays covers a row; the row below it decides whether one more has to stay.
  for (let covered = 0; covered < MOST; covered++) {
    const row = Math.min(parents.length - 1, Math.floor(scrollTop / rowHeight) + covered);
    chain = ancestors(parents, row);
    if (chain.length <= covered) return chain;
  }
  return chain.slice(-MOST);
}

/** @param {Int32Array} parents @param {number} row */
function ancestors(parents, row) {
  /** @type {number[]} */
  const chain = [];
  for (let at = parents[row]; at >= 0; at = parents[at]) chain.push(at);
  return chain.reverse();
}
