/** Short movements, for readers who want them. */

const ZOOM_MILLIS = 180;

/**
 * Calls `step` with the share of the way, eased out, until it is 1.
 * @param {(share: number) => void} step
 * @returns {() => void} stops it where it is
 */
export function animate(step) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    step(1);
    return () => {};
  }
  const begin = performance.now();
  const next = (/** @type {number} */ now) => {
    const share = Math.max(0, Math.min(1, (now - begin) / ZOOM_MILLIS));
    step(share === 1 ? 1 : 1 - (1 - share) ** 3);
    if (share < 1) frame = requestAnimationFrame(next);
  };
  let frame = requestAnimationFrame(next);
  return () => cancelAnimationFrame(frame);
}
