/** The axis above the bars: ticks, the moment pointed at, the distance between two marks. */

import { duration } from './format.js';
import { AXIS_HEIGHT } from './measures.js';
import { beginFrame, fit } from './time-canvas.js';
import { axisLabel, ticks } from './time-range.js';

export class Axis {
  /** @param {import('./waterfall.js').Waterfall} waterfall @param {HTMLCanvasElement} canvas */
  constructor(waterfall, canvas) {
    this.waterfall = waterfall;
    this.canvas = canvas;
    this.g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.width = 0;
  }

  /** @param {number} width */
  resize(width) {
    this.width = width;
    fit(this.canvas, width, AXIS_HEIGHT);
  }

  paint() {
    const { g, width } = this;
    const { range, palette, marks, pointerX } = this.waterfall;
    beginFrame(g, width, AXIS_HEIGHT);
    g.font = palette.font(11);
    g.textBaseline = 'middle';
    const { step, at } = ticks(range.from, range.to, width);
    for (const micros of at) {
      const x = range.toX(micros, width);
      const label = axisLabel(micros, step);
      if (x + 8 + g.measureText(label).width > width) continue;
      g.fillStyle = palette.get('--line-strong');
      g.fillRect(Math.round(x), 16, 1, 10);
      g.fillStyle = palette.get('--ink-3');
      g.fillText(label, x + 5, 14);
    }
    if (marks.length === 2) this.paintDistance(Math.min(...marks), Math.max(...marks));
    if (pointerX !== null) this.bubble(pointerX, duration(range.toMicros(pointerX, width)), '--ink');
  }

  /** @param {number} from @param {number} to */
  paintDistance(from, to) {
    const { g, width } = this;
    const { range, palette } = this.waterfall;
    const left = range.toX(from, width);
    const right = range.toX(to, width);
    g.fillStyle = palette.get('--ai-soft');
    g.fillRect(left, 0, right - left, AXIS_HEIGHT);
    this.bubble((left + right) / 2, duration(to - from), '--ai');
  }

  /** @param {number} x @param {string} label @param {string} ground token */
  bubble(x, label, ground) {
    const { g } = this;
    const { palette } = this.waterfall;
    const wide = g.measureText(label).width + 12;
    const left = Math.max(0, Math.min(this.width - wide, x - wide / 2));
    g.fillStyle = palette.get(ground);
    g.beginPath();
    g.roundRect(left, 4, wide, 18, 3);
    g.fill();
    g.fillStyle = palette.get('--ink-inverse');
    g.fillText(label, left + 6, 13.5);
  }
}
