/** Draws what stands in a page in one go: sizes are read before anything changes, so that the browser lays the page out once and not once for each chart. */

/** @type {Map<HTMLElement, (width: number) => void>} */
let waiting = new Map();

/**
 * Draws an element after all that came with it have been put into the page.
 * @param {HTMLElement} element @param {(width: number) => void} draw is told the width inside, in pixels
 */
export function drawTogether(element, draw) {
  if (waiting.size === 0) queueMicrotask(drawAll);
  waiting.set(element, draw);
}

function drawAll() {
  const all = [...waiting].filter(([element]) => element.isConnected);
  waiting = new Map();
  const widths = all.map(([element]) => element.clientWidth);
  all.forEach(([, draw], i) => draw(widths[i]));
}
