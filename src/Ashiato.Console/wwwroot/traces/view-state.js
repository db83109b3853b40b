/** The view in the address, so that it can be shared; sizes and sides on this device, because they suit its screen. */

import { axisModes } from './axis-scale.js';
import { colourModes } from './colouring.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

/** Browsers refuse addresses that change many times a second. */
const PAUSE_MILLIS = 200;
let timer = 0;

/** @param {Waterfall} waterfall */
export function applyView(waterfall) {
  const query = new URLSearchParams(location.search);
  const mode = colourModes.find(known => known === query.get('colour'));
  if (mode) waterfall.colouring.mode = mode;
  waterfall.isCriticalShown = query.has('critical');
  waterfall.isOnly = query.has('only');
  waterfall.axisMode = axisModes.find(known => known === query.get('axis')) ?? 'since';
  waterfall.isServicesOnly = query.has('services');
  waterfall.list.hasLogs = query.has('logs');
  if (query.has('raw') && waterfall.model.hasShifts) waterfall.setRaw(true);
  const text = query.get('find');
  if (text) waterfall.setFind(text);

  const [from, to] = (query.get('zoom') ?? '').split('-').map(Number);
  if (to > from) waterfall.range.set(from, to);

  const span = query.get('span');
  const i = span ? waterfall.model.indexOf(span) : -1;
  if (i < 0) return;
  const group = waterfall.list.groupOf[i];
  const isGroup = query.has('equal') && group >= 0;
  waterfall.list.reveal(isGroup ? waterfall.list.groups[group].parent : i);
  if (isGroup) waterfall.list.setOpen(waterfall.list.groups[group].parent, true);
  waterfall.refresh();
  waterfall.select(isGroup ? waterfall.list.refs.refOfGroup(group) : i);
}

/** @param {Waterfall} waterfall */
export function rememberView(waterfall) {
  clearTimeout(timer);
  timer = setTimeout(() => writeView(waterfall), PAUSE_MILLIS);
}

/** The address of the page with the view in it. @param {Waterfall} waterfall */
export function addressOf(waterfall) {
  const { model, list, selected, colouring, isCriticalShown, isOnly, findText, range } = waterfall;
  const url = new URL(location.href);
  const set = (/** @type {string} */ name, /** @type {string | false} */ value) => {
    if (value === false) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  };
  const i = selected >= 0 ? list.spanOf(selected) : -1;
  const isGroup = list.group(selected) !== null;
  set('span', (i > 0 || isGroup) && !list.isAside(selected) && model.row(i).id);
  set('equal', isGroup && '1');
  set('colour', colouring.mode !== 'type' && colouring.mode);
  set('critical', isCriticalShown && '1');
  set('only', isOnly && '1');
  set('find', findText.trim() !== '' && findText);
  set('zoom', range.isZoomed && `${range.from.toFixed(0)}-${range.to.toFixed(0)}`);
  set('axis', waterfall.axisMode !== 'since' && waterfall.axisMode);
  set('services', waterfall.isServicesOnly && '1');
  set('logs', list.hasLogs && '1');
  set('raw', model.isRaw && '1');
  return url;
}

/** Writes the view into the address now. @param {Waterfall} waterfall */
export function writeView(waterfall) {
  clearTimeout(timer);
  const url = addressOf(waterfall);
  if (url.href === location.href) return;
  try {
    history.replaceState(history.state, '', url);
  } catch {
    // A page that was opened from a file has no address to change in some browsers.
  }
}

/** @param {string} name @returns {string | null} */
export function preference(name) {
  try {
    return localStorage.getItem(`ashiato.waterfall.${name}`);
  } catch {
    return null; // The browser keeps nothing for this site.
  }
}

/** @param {string} name @param {string} value */
export function setPreference(name, value) {
  try {
    localStorage.setItem(`ashiato.waterfall.${name}`, value);
  } catch {
    // As above: the choice holds until the page is left.
  }
}
