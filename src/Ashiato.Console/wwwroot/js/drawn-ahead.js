/** A page that was drawn before its link was followed. */

/** How old may be what is shown then, in milliseconds: as old as between two turns of live refresh. */
const FRESH = 15_000;

/** Reads the page again when the reader comes to it, if it has waited for long. */
export function staysFresh() {
  if (!('prerendering' in document && document.prerendering)) return;
  document.addEventListener('prerenderingchange', () => {
    if (performance.now() > FRESH) location.reload();
  }, { once: true });
}
