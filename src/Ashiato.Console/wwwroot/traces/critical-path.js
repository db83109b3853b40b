/** The critical path: an ink line under the bars, joined from row to row. */

import { BAR_HEIGHT, ROW_HEIGHT } from './measures.js';

/** Uprights between steps narrower than this would only make a grey wall. */
const LEGIBLE_PIXELS = 9;

/**
 * @param {import('./waterfall.js').Waterfall} waterfall
 * @param {import('./time-canvas.js').TimeCanvas} canvas
 * @param {number} scrollTop
 */
export function paintCriticalPath({ model, list, palette }, canvas, scrollTop) {
  const { g, width, height } = canvas;
  g.fillStyle = g.strokeStyle = palette.get('--critical');
  g.lineWidth = 1;
  /** @type {{ row: number, y: number, wide: number } | null} */
  let before = null;
  for (const step of model.criticalPath) {
    const row = list.nearestRowOf(step.row);
    const from = canvas.x(step.fromMicros);
    const to = canvas.x(step.toMicros);
    if (row < 0 || to < -1 || from > width + 1) {
      before = null;
      continue;
    }
    const y = row * ROW_HEIGHT - scrollTop + (ROW_HEIGHT + BAR_HEIGHT) / 2 + 1;
    const wide = to - from;
    if (y > -ROW_HEIGHT && y < height + ROW_HEIGHT) g.fillRect(from, y, Math.max(1, wide), 2);
    if (before && before.row !== row && Math.max(wide, before.wide) > LEGIBLE_PIXELS) paintUpright(g, from, before.y, y);
    before = { row, y, wide };
  }
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} otherY */
function paintUpright(g, x, y, otherY) {
  const at = Math.round(x) + 0.5;
  g.globalAlpha = 0.3;
  g.beginPath();
  g.moveTo(at, Math.min(y, otherY) + 1);
  g.lineTo(at, Math.max(y, otherY) + 1);
  g.stroke();
  g.globalAlpha = 1;
}
