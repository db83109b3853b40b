/** What the pointer does in the rows, on the axis and at the edges of the panels. */

import { closest, part } from './dom.js';
import { dragged } from './drag.js';
import { preference, setPreference } from './view-state.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

const NARROWEST_NAME = 180;
const PHONE_PIXELS = 720;
const NARROWEST_DETAIL = 280;
const LOWEST_DETAIL = 140;
/** How much of the waterfall a panel may take. */
const MOST_SHARE = 0.6;
const ZOOM_PER_WHEEL_PIXEL = 0.0035;

/** @param {Waterfall} waterfall */
export function bindPointer(waterfall) {
  bindRows(waterfall);
  bindWheel(waterfall);
  bindAxis(waterfall);
  bindEdges(waterfall);
}

/** @param {Waterfall} waterfall */
function bindRows(waterfall) {
  const { view, scroll, list, pool, time, tooltip } = waterfall;
  const refAt = (/** @type {Event} */ event) => list.rows[pool.rowOf(closest(event, '.wf-row'))] ?? -1;

  view.addEventListener('click', event => {
    const ref = refAt(event);
    if (ref < 0) return;
    scroll.focus({ preventScroll: true });
    if (closest(event, 'button.twist')) waterfall.toggle(ref);
    else waterfall.select(ref);
  });
  view.addEventListener('dblclick', event => {
    const ref = refAt(event);
    if (ref < 0 || closest(event, 'button.twist')) return;
    if (closest(event, '.nm')) waterfall.toggle(ref);
    else waterfall.zoomTo(ref);
  });
  view.addEventListener('pointermove', event => {
    const x = event.clientX - time.canvas.getBoundingClientRect().left;
    const isInTime = x >= 0 && x <= time.width;
    waterfall.pointerX = isInTime ? x : null;
    waterfall.hovered = refAt(event);
    waterfall.draw();
    if (isInTime && waterfall.hovered >= 0) tooltip.show(waterfall.hovered, x, event);
    else tooltip.hide();
  });
  view.addEventListener('pointerleave', () => {
    waterfall.pointerX = null;
    waterfall.hovered = -1;
    waterfall.draw();
    tooltip.hide();
  });
}

/** @param {Waterfall} waterfall */
function bindWheel(waterfall) {
  const { scroll, range, time } = waterfall;
  scroll.addEventListener('wheel', event => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const x = event.clientX - time.canvas.getBoundingClientRect().left;
      const at = range.toMicros(Math.max(0, Math.min(time.width, x)), time.width);
      const { from, to } = range.zoomedAt(at, Math.exp(event.deltaY * ZOOM_PER_WHEEL_PIXEL));
      waterfall.zoom(from, to);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      const by = (event.deltaX || event.deltaY) / time.width * range.width;
      waterfall.zoom(range.from + by, range.to + by);
    }
  }, { passive: false });
}

/** Dragging on the axis marks a stretch and zooms to it; what stands on the axis says what it is, and leads to its row. @param {Waterfall} waterfall */
function bindAxis(waterfall) {
  const { range, element, axis, tooltip } = waterfall;
  const area = part(element, '.wf-axis');
  let at = 0;
  dragged(area, start => {
    at = start.x;
    return x => {
      waterfall.markers = [range.toMicros(start.x, start.width), range.toMicros(x, start.width)];
      waterfall.draw();
    };
  }, hasMoved => {
    if (!hasMoved) {
      const marked = axis.marksAt(at).find(({ row }) => row >= 0);
      if (marked) waterfall.reveal(marked.row);
      return;
    }
    const [a, b] = waterfall.markers;
    waterfall.markers = [];
    waterfall.zoom(Math.min(a, b), Math.max(a, b), true);
  });
  area.addEventListener('pointermove', event => {
    const marks = axis.marksAt(event.clientX - area.getBoundingClientRect().left);
    area.classList.toggle('on-mark', marks.some(({ row }) => row >= 0));
    if (marks.length > 0) tooltip.showMarks(marks, event);
    else tooltip.hide();
  });
  area.addEventListener('pointerleave', () => tooltip.hide());
}

/** The edges between names, time and detail. @param {Waterfall} waterfall */
function bindEdges(waterfall) {
  const { element, detail } = waterfall;
  const resize = (/** @type {'--name' | '--dock'} */ property, /** @type {number} */ pixels) => {
    element.style.setProperty(property, `${pixels}px`);
    waterfall.layOut();
  };
  const nameEdge = part(element, '.wf-edge');
  const nameWidth = () => parseFloat(getComputedStyle(element).getPropertyValue('--name'));
  const setName = (/** @type {number} */ pixels) => resize('--name', between(NARROWEST_NAME, pixels, element.clientWidth * MOST_SHARE));

  const chosen = Number(preference('name'));
  if (chosen > 0 && innerWidth > PHONE_PIXELS) setName(chosen);
  dragged(nameEdge, (_, down) => {
    const width = nameWidth();
    return (_x, event) => setName(width + event.clientX - down.clientX);
  }, () => setPreference('name', String(nameWidth())));
  nameEdge.addEventListener('keydown', event => {
    const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    setName(nameWidth() + by);
    setPreference('name', String(nameWidth()));
  });

  const dockEdge = part(element, '.wf-dock-edge');
  const key = () => (detail.isBelow ? 'dock-high' : 'dock-wide');
  const setDock = (/** @type {number} */ pixels) => {
    const all = detail.isBelow ? element.clientHeight : element.clientWidth;
    resize('--dock', between(detail.isBelow ? LOWEST_DETAIL : NARROWEST_DETAIL, pixels, all * MOST_SHARE));
  };
  const dockSize = () => (detail.isBelow ? detail.element.offsetHeight : detail.element.offsetWidth);
  const rememberDock = () => setPreference(key(), String(dockSize()));
  const chosenDock = Number(preference(key()));
  if (chosenDock > 0 && innerWidth > PHONE_PIXELS) setDock(chosenDock);
  dragged(dockEdge, (_, down) => {
    const size = dockSize();
    return (_x, event) => setDock(size + (detail.isBelow ? down.clientY - event.clientY : down.clientX - event.clientX));
  }, rememberDock);
  dockEdge.addEventListener('keydown', event => {
    const by = { ArrowLeft: 16, ArrowUp: 16, ArrowRight: -16, ArrowDown: -16 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    setDock(dockSize() + by);
    rememberDock();
  });
}

/** @param {number} low @param {number} value @param {number} high */
const between = (low, value, high) => Math.max(low, Math.min(high, value));
