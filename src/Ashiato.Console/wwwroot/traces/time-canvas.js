/** The time area: one canvas for the bars of all rows in sight, and the axis above it. */

import { paintCriticalPath } from './critical-path.js';
import { duration } from './format.js';
import { ticks } from './time-range.js';
import { BAR_HEIGHT, ROW_HEIGHT } from './measures.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */
/** @typedef {{ row: number, y: number }} Place */

const DIMMED = 0.28;
const PARENT_ALPHA = 0.26;
const LANE_ALPHA = 0.13;
/** A row that fills nearly the whole trace needs no figure beside its bar. */
const OBVIOUS_SHARE = 0.9;

export class TimeCanvas {
  /** @param {Waterfall} waterfall @param {HTMLCanvasElement} canvas */
  constructor(waterfall, canvas) {
    this.waterfall = waterfall;
    this.canvas = canvas;
    this.g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.width = 0;
    this.height = 0;
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    this.width = width;
    this.height = height;
    fit(this.canvas, width, height);
  }

  /** @param {number} micros */
  x(micros) {
    return this.waterfall.range.toX(micros, this.width);
  }

  /** @param {string} token */
  ink(token) {
    return this.waterfall.palette.get(token);
  }

  /**
   * @param {Place[]} places the rows in sight @param {Place[]} sticky those that stay at the top
   * @param {number} scrollTop
   */
  paint(places, sticky, scrollTop) {
    const { g, width, height } = this;
    const { range, isCriticalShown, pointerX, marks } = this.waterfall;
    beginFrame(g, width, height);
    g.fillStyle = this.ink('--line-soft');
    for (const at of ticks(range.from, range.to, width).at) g.fillRect(Math.round(this.x(at)), 0, 1, height);

    for (const { row, y } of places) this.paintRow(row, y);
    if (isCriticalShown) paintCriticalPath(this.waterfall, this, scrollTop);
    if (sticky.length > 0) {
      g.clearRect(0, 0, width, sticky.length * ROW_HEIGHT);
      for (const { row, y } of sticky) this.paintRow(row, y);
    }
    if (pointerX !== null) {
      g.fillStyle = this.ink('--ink-3');
      g.fillRect(Math.round(pointerX), 0, 1, height);
    }
    g.fillStyle = this.ink('--ai');
    for (const mark of marks) g.fillRect(Math.round(this.x(mark)), 0, 1, height);
  }

  /** @param {number} row @param {number} y */
  paintRow(row, y) {
    const { list } = this.waterfall;
    const ref = list.rows[row];
    const top = y + (ROW_HEIGHT - BAR_HEIGHT) / 2;
    const group = list.group(ref);
    this.g.globalAlpha = this.waterfall.isDimmed(ref) ? DIMMED : 1;
    if (list.isLost(ref)) this.paintLost(list.lostFrom(ref), top);
    else if (group) this.paintLane(group, top);
    else this.paintSpan(ref, top);
    this.g.globalAlpha = 1;
  }

  /** @param {number} i @param {number} top */
  paintSpan(i, top) {
    const { g, width } = this;
    const { model, list, colouring } = this.waterfall;
    const start = this.x(model.start[i]);
    const end = this.x(model.end(i));
    if (end < -2 || start > width + 2) {
      this.paintArrow(end < 0, top);
      return;
    }
    const left = Math.max(-4, start);
    const right = Math.min(width + 4, end);
    const wide = Math.max(2, right - left);
    if (model.kinds[i] === 'missing') {
      this.hatch(left, wide, top);
    } else {
      g.fillStyle = this.ink(colouring.hueOf(i));
      if (model.children[i] && list.open[i]) this.paintParent(i, left, right, wide, top);
      else this.fillBar(left, top, wide);
    }
    if (model.failed[i]) this.frameFailed(left, wide, top);
    const isShifted = (model.row(i).shiftMicros ?? 0) !== 0;
    if (isShifted) this.paintShift(left, top);
    for (const error of model.errors.get(i) ?? []) this.paintError(this.x(error.offsetMicros), top);
    this.paintFigures(i, left, Math.max(right, left + wide), top, isShifted);
  }

  /**
   * Pale where children work, solid where the row works itself.
   * @param {number} i @param {number} left @param {number} right @param {number} wide @param {number} top
   */
  paintParent(i, left, right, wide, top) {
    const { g, width } = this;
    const alpha = g.globalAlpha;
    g.globalAlpha = alpha * PARENT_ALPHA;
    this.fillBar(left, top, wide);
    g.globalAlpha = alpha;
    const own = this.waterfall.model.ownStretches(i);
    for (let k = 0; k < own.length; k += 2) {
      const from = this.x(own[k]);
      const to = this.x(own[k + 1]);
      if (to < 0 || from > width) continue;
      const at = Math.max(left, from);
      g.fillRect(at, top, Math.max(0.75, Math.min(right, to) - at), BAR_HEIGHT);
    }
  }

  /** Equal calls: a pale lane with one tick a call. @param {import('./types.js').EqualCalls} group @param {number} top */
  paintLane(group, top) {
    const { g, width } = this;
    const { model, colouring } = this.waterfall;
    const left = Math.max(0, this.x(group.startMicros));
    const right = Math.min(width, this.x(group.endMicros));
    if (right < 0 || left > width) {
      this.paintArrow(right < 0, top);
      return;
    }
    const alpha = g.globalAlpha;
    g.fillStyle = this.ink(colouring.hueOf(group.lead));
    g.globalAlpha = alpha * LANE_ALPHA;
    this.fillBar(left - 1, top, Math.max(3, right - left + 2));
    g.globalAlpha = alpha;

    const shown = group.members.filter(i => this.waterfall.isTickShown(i));
    const isTwoColoured = group.prepareCount > 0 && colouring.mode === 'type';
    if (!isTwoColoured) this.paintTicks(shown, group.lead, top);
    else {
      const prepares = shown.filter(i => model.kinds[i] === 'prepare');
      if (prepares.length > 0) this.paintTicks(prepares, prepares[0], top);
      this.paintTicks(shown.filter(i => model.kinds[i] !== 'prepare'), group.lead, top);
    }
    if (group.isFailed) this.paintFailedTicks(shown, top);
  }

  /** Ticks that touch are drawn as one. @param {number[]} members oldest first @param {number} lead @param {number} top */
  paintTicks(members, lead, top) {
    const { g, width } = this;
    const { model, colouring } = this.waterfall;
    g.fillStyle = this.ink(colouring.hueOf(lead));
    let from = 0;
    let to = -Infinity;
    const flush = () => {
      if (to > -Infinity) g.fillRect(from, top, Math.max(1.25, to - from), BAR_HEIGHT);
    };
    for (const i of members) {
      const start = this.x(model.start[i]);
      const end = this.x(model.end(i));
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

  /** @param {number[]} members @param {number} top */
  paintFailedTicks(members, top) {
    const { g } = this;
    const { model } = this.waterfall;
    g.fillStyle = this.ink('--fail');
    for (const i of members) {
      if (!model.failed[i]) continue;
      const start = this.x(model.start[i]);
      g.fillRect(start, top - 1, Math.max(2, this.x(model.end(i)) - start), BAR_HEIGHT + 2);
    }
  }

  /** @param {number} i the transaction that lost spans @param {number} top */
  paintLost(i, top) {
    const left = Math.max(0, this.x(this.waterfall.model.start[i]));
    const right = Math.min(this.width, this.x(this.waterfall.model.end(i)));
    if (right > left) this.hatch(left, right - left, top);
  }

  /** @param {number} left @param {number} wide @param {number} top */
  hatch(left, wide, top) {
    const { g } = this;
    g.save();
    g.beginPath();
    g.roundRect(left, top, wide, BAR_HEIGHT, 2);
    g.clip();
    g.strokeStyle = this.ink('--line-strong');
    g.lineWidth = 1;
    g.beginPath();
    for (let x = left - BAR_HEIGHT; x < left + wide; x += 6) {
      g.moveTo(x, top + BAR_HEIGHT);
      g.lineTo(x + BAR_HEIGHT, top);
    }
    g.stroke();
    g.restore();
  }

  /** @param {boolean} isBefore @param {number} top */
  paintArrow(isBefore, top) {
    const { g, width } = this;
    const tip = isBefore ? 3 : width - 3;
    const back = isBefore ? 8 : width - 8;
    g.fillStyle = this.ink('--ink-4');
    g.beginPath();
    g.moveTo(back, top + 1);
    g.lineTo(tip, top + 5);
    g.lineTo(back, top + 9);
    g.fill();
  }

  /** @param {number} left @param {number} wide @param {number} top */
  frameFailed(left, wide, top) {
    const { g } = this;
    g.strokeStyle = this.ink('--fail');
    g.lineWidth = 1.5;
    g.beginPath();
    g.roundRect(left - 0.75, top - 0.75, wide + 1.5, BAR_HEIGHT + 1.5, 2.5);
    g.stroke();
  }

  /** A dotted lead-in: the row was moved, because two clocks disagreed. @param {number} left @param {number} top */
  paintShift(left, top) {
    const { g } = this;
    g.strokeStyle = this.ink('--ink-3');
    g.lineWidth = 1;
    g.setLineDash([2, 2]);
    g.beginPath();
    g.moveTo(left - 6, top + BAR_HEIGHT / 2);
    g.lineTo(left, top + BAR_HEIGHT / 2);
    g.moveTo(left - 6.5, top + 1);
    g.lineTo(left - 6.5, top + BAR_HEIGHT - 1);
    g.stroke();
    g.setLineDash([]);
  }

  /** @param {number} x @param {number} top */
  paintError(x, top) {
    const { g } = this;
    const y = top + BAR_HEIGHT / 2;
    g.fillStyle = this.ink('--fail');
    g.strokeStyle = this.ink('--surface');
    g.lineWidth = 1.5;
    g.beginPath();
    g.moveTo(x, y - 5);
    g.lineTo(x + 5, y);
    g.lineTo(x, y + 5);
    g.lineTo(x - 5, y);
    g.closePath();
    g.stroke();
    g.fill();
  }

  /**
   * The duration beside the bar; before the row pointed at or selected, also when it began.
   * @param {number} i @param {number} left @param {number} right @param {number} top @param {boolean} isShifted
   */
  paintFigures(i, left, right, top, isShifted) {
    const { g, width } = this;
    const { model, selected, hovered, palette } = this.waterfall;
    const middle = top + BAR_HEIGHT / 2 + 0.5;
    const before = left - 6 - (isShifted ? 6 : 0);
    g.font = palette.font(11);
    g.textBaseline = 'middle';
    g.fillStyle = this.ink('--ink-2');
    let room = before;
    if (model.duration[i] / model.total <= OBVIOUS_SHARE) {
      const label = duration(model.duration[i]);
      const wide = g.measureText(label).width;
      if (right + 6 + wide < width) g.fillText(label, right + 6, middle);
      else if (before - wide > 0) {
        g.fillText(label, before - wide, middle);
        room -= wide + 10;
      }
    }
    if (i !== selected && i !== hovered) return;
    const start = `+${duration(model.start[i])}`;
    const wide = g.measureText(start).width;
    if (model.start[i] === 0 || room - wide < 0) return;
    g.fillStyle = this.ink('--ink-3');
    g.fillText(start, room - wide, middle);
  }

  /** @param {number} left @param {number} top @param {number} wide */
  fillBar(left, top, wide) {
    this.g.beginPath();
    this.g.roundRect(left, top, wide, BAR_HEIGHT, Math.min(2, wide / 2));
    this.g.fill();
  }
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
export function fit(canvas, width, height) {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/** @param {CanvasRenderingContext2D} g @param {number} width @param {number} height */
export function beginFrame(g, width, height) {
  g.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  g.clearRect(0, 0, width, height);
}
