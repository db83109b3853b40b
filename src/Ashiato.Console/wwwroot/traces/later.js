/** For what nobody waits for. */

/** Runs once the page has been loaded and shown. @param {() => void} run */
export function later(run) {
  const afterFrame = () => requestAnimationFrame(() => setTimeout(run));
  if (document.readyState === 'complete') afterFrame();
  else addEventListener('load', afterFrame, { once: true });
}
