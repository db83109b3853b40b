/** Keys: every action has one, and none of them takes a key from a text field. */

import { part } from './dom.js';
import { ROW_HEIGHT } from './measures.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

/** @param {Waterfall} waterfall */
export function bindKeys(waterfall) {
  const actions = actionsOf(waterfall);
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable], dialog, [popover], [role=menu]')) return;
    if (document.querySelector('dialog[open]')) return;
    // A focused button or link keeps the keys that press it.
    const isControl = event.target instanceof Element && event.target.closest('a, button, summary') !== null;
    if (isControl && (event.key === 'Enter' || event.key === ' ')) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }, { signal: waterfall.ended.signal });
}

/** @param {Waterfall} waterfall @returns {Record<string, () => void>} */
function actionsOf(waterfall) {
  const { list, model, scroll, toolbar, detail, element } = waterfall;
  // Something folded the selected row away: go on from what it was folded into.
  const row = () => {
    const at = list.rowOf(waterfall.selected);
    return at >= 0 || waterfall.selected < 0 ? at : list.nearestShownRowOf(list.spanOf(waterfall.selected));
  };
  const page = () => Math.max(1, Math.floor(scroll.clientHeight / ROW_HEIGHT) - 2);
  const selectRow = (/** @type {number} */ at) => {
    if (list.length > 0) waterfall.select(list.rows[Math.max(0, Math.min(list.length - 1, at))]);
  };
  const isHit = (/** @type {number} */ i) => waterfall.found?.hit[i] === 1;
  const find = () => toolbar.focusFind();
  return {
    ArrowDown: () => selectRow(row() + 1),
    ArrowUp: () => selectRow(row() - 1),
    PageDown: () => selectRow(row() + page()),
    PageUp: () => selectRow(row() - page()),
    Home: () => selectRow(0),
    End: () => selectRow(list.length - 1),
    ArrowRight: () => {
      const ref = waterfall.selected;
      if (ref < 0) return;
      if (list.canOpen(ref) && !list.isOpen(ref)) waterfall.toggle(ref, true);
      else selectRow(row() + 1);
    },
    ArrowLeft: () => {
      const ref = waterfall.selected;
      if (ref < 0) return;
      if (list.canOpen(ref) && list.isOpen(ref)) waterfall.toggle(ref, false);
      else if (row() >= 0) selectRow(Math.max(0, list.parents[row()]));
    },
    Enter: () => detail.focus(),
    f: find,
    '/': find,
    n: () => void waterfall.step(1, isHit),
    N: () => void waterfall.step(-1, isHit),
    e: () => {
      if (!waterfall.step(1, i => model.hasError(i))) toolbar.say('NoError');
    },
    l: () => selectLongest(waterfall),
    c: () => waterfall.toggleCritical(),
    g: () => waterfall.toggleFolding(),
    m: () => setMarker(waterfall),
    s: () => waterfall.setServicesOnly(!waterfall.isServicesOnly),
    o: () => waterfall.showLogs(!list.hasLogs),
    b: () => waterfall.bottom.toggle(),
    1: () => waterfall.openLevels(1),
    2: () => waterfall.openLevels(2),
    3: () => waterfall.openLevels(3),
    d: () => press(waterfall, '[data-key="d"]'),
    z: () => waterfall.zoomTo(waterfall.selected),
    '0': () => waterfall.zoomOut(),
    '?': () => toolbar.showHelp(),
    Escape: () => {
      if (part(element, '.wf-dock').contains(document.activeElement)) scroll.focus({ preventScroll: true });
      else if (waterfall.markers.length > 0) {
        waterfall.markers = [];
        waterfall.draw();
      } else waterfall.select(-1);
    },
  };
}

/** The longest child of the selected row, or of the row around it. @param {Waterfall} waterfall */
function selectLongest(waterfall) {
  const { list, model } = waterfall;
  const i = waterfall.selected < 0 ? model.roots[0] : list.spanOf(waterfall.selected);
  const children = model.children[i] ?? model.children[model.roots[0]];
  if (!children) return;
  waterfall.reveal(children.reduce((longest, child) => (model.duration[child] > model.duration[longest] ? child : longest)));
}

/**
 * A third marker begins anew. Without a pointer, markers stand where the selected row begins and ends.
 * @param {Waterfall} waterfall
 */
function setMarker(waterfall) {
  const { range, time, markers, model, list, selected, pointerX } = waterfall;
  if (pointerX === null && selected < 0) return;
  const i = list.spanOf(selected);
  const at = pointerX !== null ? range.toMicros(pointerX, time.width) : markers.length === 1 ? model.end(i) : model.start[i];
  waterfall.markers = markers.length > 1 ? [at] : [...markers, at];
  waterfall.draw();
  waterfall.toolbar.tellMarkers();
}

/** Presses a button of the page around the waterfall. @param {Waterfall} waterfall @param {string} selector */
function press({ element }, selector) {
  const button = element.ownerDocument.querySelector(selector);
  if (button instanceof HTMLElement) button.click();
}
