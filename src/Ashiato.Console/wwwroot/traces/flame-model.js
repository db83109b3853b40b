/** The trace as a flame graph: equal calls below equal calls are one frame, as wide as the time they took together. */

import { callKey } from './equal-calls.js';

/** @typedef {import('./trace-model.js').TraceModel} TraceModel */

/**
 * @typedef {object} Frame
 * @property {number} row one of the rows
 * @property {number[]} rows
 * @property {number} depth
 * @property {number} micros what they took together
 * @property {number} selfMicros
 * @property {number} left as a share of the whole
 * @property {number} wide as a share of the whole
 * @property {Frame | null} parent
 * @property {Frame[]} children widest first
 */

/** @param {TraceModel} model @returns {Frame[]} parents before children; the first is the whole trace's, when there is one root */
export function flame(model) {
  const roots = framesOf(model, model.roots, null);
  const all = roots.reduce((sum, frame) => sum + frame.micros, 0) || 1;
  place(roots, 0, 1, all);
  /** @type {Frame[]} */
  const frames = [];
  const ahead = [...roots].reverse();
  while (ahead.length > 0) {
    const frame = /** @type {Frame} */ (ahead.pop());
    frames.push(frame);
    const below = frame.rows.flatMap(i => model.children[i] ?? []);
    if (below.length === 0) continue;
    frame.children = framesOf(model, below, frame);
    // Calls beside one another may take more time together than their caller: then they share its width.
    const sum = frame.children.reduce((total, child) => total + child.micros, 0);
    place(frame.children, frame.left, frame.wide, Math.max(sum, frame.micros, 1));
    for (let k = frame.children.length - 1; k >= 0; k--) ahead.push(frame.children[k]);
  }
  return frames;
}

/** @param {TraceModel} model @param {number[]} rows @param {Frame | null} parent @returns {Frame[]} */
function framesOf(model, rows, parent) {
  /** @type {Map<number, Frame>} */
  const byKey = new Map();
  for (const i of rows) {
    const key = callKey(model, i);
    let frame = byKey.get(key);
    if (!frame) {
      frame = { row: i, rows: [], depth: parent ? parent.depth + 1 : 0, micros: 0, selfMicros: 0, left: 0, wide: 0, parent, children: [] };
      byKey.set(key, frame);
    }
    if (model.kinds[frame.row] === 'prepare') frame.row = i;
    frame.rows.push(i);
    frame.micros += model.busy(i);
    frame.selfMicros += model.self[i];
  }
  return [...byKey.values()].sort((a, b) => b.micros - a.micros);
}

/** @param {Frame[]} frames @param {number} left @param {number} wide @param {number} all */
function place(frames, left, wide, all) {
  let at = left;
  for (const frame of frames) {
    frame.left = at;
    frame.wide = frame.micros / all * wide;
    at += frame.wide;
  }
}

/** The frame at a place, or null. @param {Frame[]} frames @param {number} depth @param {number} share */
export function frameAt(frames, depth, share) {
  return frames.find(frame => frame.depth === depth && share >= frame.left && share < frame.left + frame.wide) ?? null;
}
