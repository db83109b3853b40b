/** Many calls in one row: a pale lane with one tick a call. Calls that an agent folded look the same, but when each ran is not known. */

import { BAR_HEIGHT } from './measures.js';
import { arrow, bar, diamond } from './shapes.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */
/** @typedef {import('./time-canvas.js').TimeCanvas} TimeCanvas */
/** @typedef {import('./types.js').EqualCalls} EqualCalls */

const LANE_ALPHA = 0.13;
const NARROWEST_TICK = 1.25;
/** Ticks nearer than this cannot be told apart. */
const NARROWEST_PITCH = 3;

/** @param {Waterfall} waterfall @param {TimeCanvas} canvas @param {EqualCalls} group @param {number} top */
export function paintCalls(waterfall, canvas, group, top) {
  const { g, width } = canvas;
  const { model, colouring } = waterfall;
  const left = Math.max(0, canvas.x(group.startMicros));
  const right = Math.min(width, canvas.x(group.endMicros));
  if (right < 0 || left > width) {
    arrow(g, width, right < 0, top, canvas.ink('--ink-4'));
    return;
  }
  g.fillStyle = canvas.ink(colouring.hueOf(group.lead));
  lane(g, left, right, top);

  const shown = group.members.filter(i => waterfall.isTickShown(i));
  const isTwoColoured = group.prepareCount > 0 && colouring.mode === 'type';
  if (!isTwoColoured) paintTicks(waterfall, canvas, shown, group.lead, top);
  else {
    const prepares = shown.filter(i => model.kinds[i] === 'prepare');
    if (prepares.length > 0) paintTicks(waterfall, canvas, prepares, prepares[0], top);
    paintTicks(waterfall, canvas, shown.filter(i => model.kinds[i] !== 'prepare'), group.lead, top);
  }
  if (group.isFailed) paintFailedTicks(waterfall, canvas, shown, top);
  const { aside } = model;
  if (aside.errors.size === 0) return;
  for (const i of shown) {
    for (const error of aside.errors.get(i) ?? []) diamond(g, canvas.x(aside.timeOfError(error)), top + BAR_HEIGHT / 2, canvas.ink('--fail'), canvas.ink('--surface'));
  }
}

/**
 * Evenly spread, each as wide as the mean call: all that the agent tells.
 * @param {Waterfall} waterfall @param {TimeCanvas} canvas @param {number} i @param {number} left @param {number} right @param {number} top
 */
export function paintComposite({ model }, canvas, i, left, right, top) {
  const { g, width } = canvas;
  const calls = model.calls(i);
  const from = canvas.x(model.start[i]);
  const pitch = (canvas.x(model.end(i)) - from) / calls;
  const share = Math.min(1, model.busy(i) / Math.max(1, model.duration[i]));
  lane(g, left, right, top);
  if (pitch < NARROWEST_PITCH) {
    bar(g, left, top, Math.max(2, (right - left) * share));
    return;
  }
  const wide = Math.max(NARROWEST_TICK, pitch * share - 1);
  const first = Math.max(0, Math.floor((0 - from) / pitch));
  for (let k = first; k < calls && from + k * pitch < width; k++) g.fillRect(from + k * pitch, top, wide, BAR_HEIGHT);
}

/** @param {CanvasRenderingContext2D} g @param {number} left @param {number} right @param {number} top */
function lane(g, left, right, top) {
  const alpha = g.globalAlpha;
  g.globalAlpha = alpha * LANE_ALPHA;
  bar(g, left - 1, top, Math.max(3, right - left + 2));
  g.globalAlpha = alpha;
}

/**
 * Ticks that touch are drawn as one.
 * @param {Waterfall} waterfall @param {TimeCanvas} canvas @param {number[]} members oldest first @param {number} lead @param {number} top
 */
function paintTicks({ model, colouring }, canvas, members, lead, top) {
  const { g, width } = canvas;
  g.fillStyle = canvas.ink(colouring.hueOf(lead));
  let from = 0;
  let to = -Infinity;
  const flush = () => {
    if (to > -Infinity) g.fillRect(from, top, Math.max(NARROWEST_TICK, to - from), BAR_HEIGHT);
  };
  for (const i of members) {
    const start = canvas.x(model.start[i]);
    const end = canvas.x(model.end(i));
    if (end < 0) continue;
    if (start > width) break;
    if (start <= to + 0.6) {
      to = Math.max(to, end);
      continue;
    }
    flush();
    from = start;
    to = end;
  }
  flush();
}

/** @param {Waterfall} waterfall @param {TimeCanvas} canvas @param {number[]} members @param {number} top */
function paintFailedTicks({ model }, canvas, members, top) {
  const { g } = canvas;
  g.fillStyle = canvas.ink('--fail');
  for (const i of members) {
    if (!model.failed[i]) continue;
    const start = canvas.x(model.start[i]);
    g.fillRect(start, top - 1, Math.max(2, canvas.x(model.end(i)) - start), BAR_HEIGHT + 2);
  }
}
