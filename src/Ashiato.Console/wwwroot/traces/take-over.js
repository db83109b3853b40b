/** What a reader did in a timeline, carried over into one of the same trace with more rows. What the address holds is not told twice. */

import { ROW_HEIGHT } from './measures.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

/**
 * @typedef {object} Kept
 * @property {Map<string, boolean>} open whether what is below a row was in sight, by the row's id
 * @property {Set<string>} openGroups ids of calls whose equal ones stood apart
 * @property {boolean} isFolding
 * @property {string[]} hidden entries of the legend that are off
 * @property {string | null} selected the row's id
 * @property {boolean} isGroup whether the row stood for equal calls
 * @property {string | null} topId the row that stood at the top, by its id
 * @property {number} topPixels how far it was scrolled out
 * @property {[number, number] | null} zoom microseconds since the epoch
 * @property {number[]} markers microseconds since the epoch
 */

/** @param {Waterfall} waterfall @returns {Kept} */
export function keepView({ model, list, range, selected, colouring, top, markers }) {
  const { epoch } = model;
  const idOf = (/** @type {number} */ ref) => (ref < 0 || list.isAside(ref) ? null : model.row(list.spanOf(ref)).id);
  const open = new Map();
  const openGroups = new Set();
  for (let i = 0; i < model.count; i++) {
    open.set(model.row(i).id, list.open[i] === 1);
    if (list.groupOf[i] >= 0 && list.groupOpen[list.groupOf[i]]) openGroups.add(model.row(i).id);
  }
  const topRow = Math.floor(top / ROW_HEIGHT);
  return {
    open, openGroups, isFolding: list.isFolding, hidden: [...colouring.hidden],
    selected: idOf(selected), isGroup: list.group(selected) !== null,
    topId: top > 0 ? idOf(list.rows[topRow] ?? -1) : null, topPixels: top - topRow * ROW_HEIGHT,
    zoom: range.isZoomed ? [epoch + range.from, epoch + range.to] : null,
    markers: markers.map(micros => epoch + micros),
  };
}

/** @param {Waterfall} waterfall @param {Kept} kept */
export function takeOver(waterfall, kept) {
  const { model, list, colouring, scroll } = waterfall;
  const { epoch } = model;
  const refOf = new Map();
  list.isFolding = kept.isFolding;
  list.groupOpen.fill(0);
  for (let i = 0; i < model.count; i++) {
    const { id } = model.row(i);
    refOf.set(id, i);
    // What is new is in sight with what is around it.
    list.open[i] = kept.open.get(id) === false ? 0 : 1;
    if (kept.openGroups.has(id) && list.groupOf[i] >= 0) list.groupOpen[list.groupOf[i]] = 1;
  }
  for (const key of kept.hidden) colouring.hidden.add(key);
  waterfall.markers = kept.markers.map(micros => micros - epoch);
  waterfall.refresh();
  // It may have begun earlier than was known.
  if (kept.zoom) waterfall.zoom(kept.zoom[0] - epoch, kept.zoom[1] - epoch);

  const atTop = kept.topId === null ? undefined : refOf.get(kept.topId);
  const top = atTop === undefined ? -1 : list.nearestRowOf(atTop);
  if (top >= 0) scroll.scrollTop = top * ROW_HEIGHT + kept.topPixels;
  waterfall.top = scroll.scrollTop;
  const i = kept.selected === null ? -1 : refOf.get(kept.selected) ?? -1;
  const group = kept.isGroup && i >= 0 ? list.groupOf[i] : -1;
  waterfall.choose(group >= 0 ? list.refs.refOfGroup(group) : i);
}
