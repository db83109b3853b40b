/** Times on the reader's clock: that of the browser's zone, or UTC where the reader has chosen it. */

/** True where times are told in UTC. */
const isUtc = () => typeof document !== 'undefined' && document.documentElement?.dataset.clock === 'utc';

/** A moment whose local parts (hours, minutes, days) are those of the reader's clock. @param {number} epochMicros */
export function readerTime(epochMicros) {
  const at = new Date(epochMicros / 1e3);
  return isUtc() ? new Date(at.getTime() + at.getTimezoneOffset() * 6e4) : at;
}

/** How far the reader's clock is ahead of UTC, in seconds. @param {number} epochSeconds */
export function aheadOfUtc(epochSeconds) {
  return isUtc() ? 0 : new Date(epochSeconds * 1e3).getTimezoneOffset() * -60;
}
