/** The axis above the bars: ticks, marks of agents, errors, the moment pointed at, the distance between two markers. */

import { duration } from './format.js';
import { axisTicks } from './axis-scale.js';
import { AXIS_HEIGHT } from './measures.js';
import { beginFrame, fit } from './time-canvas.js';
import { diamond } from './shapes.js';

/** How near the pointer must be to a mark, in pixels; and how many are told at once. */
const MARK_PIXELS = 5;
const MOST_MARKS = 5;

/** @typedef {{ row: number, micros: number, text: string }} AxisMark `row` is −1 for an error of no row */

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
    const { range, palette, markers, pointerX, model, axisMode } = this.waterfall;
    beginFrame(g, width, AXIS_HEIGHT);
    g.font = palette.font(11);
    g.textBaseline = 'middle';
    for (const { micros, label } of axisTicks(axisMode, model, range, width)) {
      const x = range.toX(micros, width);
      if (x + 8 + g.measureText(label).width > width) continue;
      g.fillStyle = palette.get('--line-strong');
      g.fillRect(Math.round(x), 16, 1, 10);
      g.fillStyle = palette.get('--ink-3');
      g.fillText(label, x + 5, 14);
    }
    this.paintMarks();
    if (markers.length === 2) this.paintDistance(Math.min(...markers), Math.max(...markers));
    if (pointerX !== null) this.bubble(pointerX, duration(range.toMicros(pointerX, width)), '--ink');
  }

  /** Small wedges where agents marked a moment, diamonds where an error happened. */
  paintMarks() {
    const { g, width } = this;
    const { range, palette, model } = this.waterfall;
    const { aside } = model;
    g.fillStyle = palette.get('--ink-2');
    for (const [i, marks] of aside.marks) {
      for (const mark of marks) {
        const x = range.toX(aside.timeOfMark(i, mark), width);
        g.beginPath();
        g.moveTo(x - 4, AXIS_HEIGHT - 7);
        g.lineTo(x + 4, AXIS_HEIGHT - 7);
        g.lineTo(x, AXIS_HEIGHT);
        g.fill();
      }
    }
    // Two that would stand upon one another are one to the eye.
    let last = -Infinity;
    for (const error of aside.errorsByTime()) {
      const x = range.toX(aside.timeOfError(error), width);
      if (x - last < 1 || x < -MARK_PIXELS || x > width + MARK_PIXELS) continue;
      last = x;
      diamond(g, x, AXIS_HEIGHT - 6, palette.get('--fail'), palette.get('--surface'));
    }
  }

  /** Errors and marks that stand at a place of the axis, as many as can be told. @param {number} x @returns {AxisMark[]} */
  marksAt(x) {
    const { range, model } = this.waterfall;
    const { aside } = model;
    const isNear = (/** @type {number} */ micros) => Math.abs(range.toX(micros, this.width) - x) <= MARK_PIXELS;
    const errors = aside.errorsByTime().filter(error => isNear(aside.timeOfError(error)));
    const marks = [...aside.marks].flatMap(([i, all]) => all.map(mark => ({ i, mark }))).filter(({ i, mark }) => isNear(aside.timeOfMark(i, mark)));
    return [
      ...errors.map(error => ({ row: error.row, micros: aside.timeOfError(error), text: [error.type, error.message].filter(Boolean).join(': ') })),
      ...marks.map(({ i, mark }) => ({ row: i, micros: aside.timeOfMark(i, mark), text: `${mark.group} · ${mark.name}` })),
    ].slice(0, MOST_MARKS);
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
