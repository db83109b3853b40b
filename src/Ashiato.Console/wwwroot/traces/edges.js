/** What the edges between the parts say of themselves: where they stand, in percent of the room there is. */

import { part } from './dom.js';

/**
 * Reads where the edges stand. Before anything is changed, so that the browser need not lay the timeline out for it.
 * @param {HTMLElement} element the component's root
 */
export function readEdges(element) {
  const names = parseFloat(getComputedStyle(element).getPropertyValue('--name'));
  const dock = part(element, '.wf-dock');
  const isBelow = element.classList.contains('dock-below');
  return {
    isBelow,
    names: percent(names, element.clientWidth),
    dock: isBelow ? percent(dock.offsetHeight, element.clientHeight) : percent(dock.offsetWidth, element.clientWidth),
    bottom: percent(part(element, '.wf-bottom').offsetHeight, part(element, '.wf-main').clientHeight),
  };
}

/** @param {HTMLElement} element the component's root @param {ReturnType<typeof readEdges>} edges */
export function tellEdges(element, { isBelow, names, dock, bottom }) {
  part(element, '.wf-edge').setAttribute('aria-valuenow', names);
  part(element, '.wf-dock-edge').setAttribute('aria-valuenow', dock);
  part(element, '.wf-bottom-edge').setAttribute('aria-valuenow', bottom);
  part(element, '.wf-dock-edge').setAttribute('aria-orientation', isBelow ? 'horizontal' : 'vertical');
}

/** @param {number} pixels @param {number} whole */
function percent(pixels, whole) {
  return String(whole > 0 ? Math.round(pixels / whole * 100) : 0);
}
