/** What the edges between the parts say of themselves: where they stand, in percent of the room there is. */

import { part } from './dom.js';

/** @param {HTMLElement} element the component's root */
export function tellEdges(element) {
  const names = parseFloat(getComputedStyle(element).getPropertyValue('--name'));
  const dock = part(element, '.wf-dock');
  const main = part(element, '.wf-main');
  const isBelow = element.classList.contains('dock-below');
  tell('.wf-edge', names, element.clientWidth);
  tell('.wf-dock-edge', isBelow ? dock.offsetHeight : dock.offsetWidth, isBelow ? element.clientHeight : element.clientWidth);
  tell('.wf-bottom-edge', part(element, '.wf-bottom').offsetHeight, main.clientHeight);
  part(element, '.wf-dock-edge').setAttribute('aria-orientation', isBelow ? 'horizontal' : 'vertical');

  /** @param {string} edge @param {number} pixels @param {number} whole */
  function tell(edge, pixels, whole) {
    part(element, edge).setAttribute('aria-valuenow', String(whole > 0 ? Math.round(pixels / whole * 100) : 0));
  }
}
