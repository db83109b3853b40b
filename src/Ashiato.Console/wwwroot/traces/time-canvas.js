/** The time area: one canvas for the bars of all rows in sight. */

import { axisTicks } from './axis-scale.js';
import { paintCriticalPath } from './critical-path.js';
import { count, duration } from './format.js';
import { paintCalls, paintComposite } from './lanes.js';
import { BAR_HEIGHT, ROW_HEIGHT } from './measures.js';
import { arrow, bar, dashedFrame, diamond, dot, failedFrame, hatch, leadIn } from './shapes.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */
/** @typedef {{ row: number, y: number }} Place */

const DIMMED = 0.28;
const PARENT_ALPHA = 0.26;
const ASYNC_ALPHA = 0.45;
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
    const { range, isCriticalShown, pointerX, markers, model, axisMode } = this.waterfall;
    beginFrame(g, width, height);
    g.fillStyle = this.ink('--line-soft');
    for (const { micros } of axisTicks(axisMode, model, range, width)) g.fillRect(Math.round(this.x(micros)), 0, 1, height);
    this.paintMarkLines();

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
    for (const marker of markers) g.fillRect(Math.round(this.x(marker)), 0, 1, height);
  }

  /** Moments that agents marked run through all rows; their names stand at the top while there is room. */
  paintMarkLines() {
    const { g, width, height } = this;
    const { aside } = this.waterfall.model;
    if (aside.markCount === 0) return;
    g.strokeStyle = this.ink('--line-strong');
    g.lineWidth = 1;
    g.setLineDash([4, 3]);
    for (const [i, marks] of aside.marks) {
      for (const mark of marks) {
        const x = Math.round(this.x(aside.timeOfMark(i, mark))) + 0.5;
        if (x < 0 || x > width) continue;
        g.beginPath();
        g.moveTo(x, 0);
        g.lineTo(x, height);
        g.stroke();
      }
    }
    g.setLineDash([]);
  }

  /** @param {number} row @param {number} y */
  paintRow(row, y) {
    const { list } = this.waterfall;
    const ref = list.rows[row];
    const top = y + (ROW_HEIGHT - BAR_HEIGHT) / 2;
    const group = list.group(ref);
    const line = list.refs.log(ref);
    this.g.globalAlpha = this.waterfall.isDimmed(ref) ? DIMMED : 1;
    if (line) this.paintLog(line.owner, line.log, top);
    else if (list.isAside(ref)) this.paintLost(ref, top);
    else if (group) paintCalls(this.waterfall, this, group, top);
    else this.paintSpan(ref, top);
    this.g.globalAlpha = 1;
  }

  /** @param {number} i @param {number} top */
  paintSpan(i, top) {
    const { g, width } = this;
    const { model } = this.waterfall;
    const row = model.row(i);
    const known = row.isUnfinished ? model.knownEnd(i) : model.end(i);
    const start = this.x(model.start[i]);
    const end = this.x(row.isUnfinished ? model.total : known);
    if (end < -2 || start > width + 2) {
      arrow(g, width, end < 0, top, this.ink('--ink-4'));
      return;
    }
    const left = Math.max(-4, start);
    const right = Math.min(width + 4, this.x(known));
    const wide = Math.max(2, right - left);
    this.paintBar(i, left, right, wide, top);
    if (row.isUnfinished) hatch(g, Math.max(left, right), Math.max(0, Math.min(width, end) - Math.max(left, right)), top, this.ink('--line-strong'));
    if (model.failed[i]) failedFrame(g, left, wide, top, this.ink('--fail'));
    const isShifted = (row.shiftMicros ?? 0) !== 0;
    if (isShifted) leadIn(g, left, top, this.ink('--ink-3'));
    this.paintAsides(i, top);
    this.paintFigures(i, left, Math.max(right, left + wide, row.isUnfinished ? Math.min(width, end) : 0), top, isShifted);
  }

  /** @param {number} i @param {number} left @param {number} right @param {number} wide @param {number} top */
  paintBar(i, left, right, wide, top) {
    const { g } = this;
    const { model, list, colouring } = this.waterfall;
    if (model.kinds[i] === 'missing') {
      hatch(g, left, wide, top, this.ink('--line-strong'));
      return;
    }
    g.fillStyle = this.ink(colouring.hueOf(i));
    if (model.calls(i) > 1) paintComposite(this.waterfall, this, i, left, right, top);
    else if (model.children[i] && list.open[i]) this.paintParent(i, left, right, wide, top);
    else if (model.row(i).isAsync) {
      const alpha = g.globalAlpha;
      g.globalAlpha = alpha * ASYNC_ALPHA;
      bar(g, left, top, wide);
      g.globalAlpha = alpha;
    } else bar(g, left, top, wide);
    if (model.row(i).isAsync) dashedFrame(g, left, wide, top, this.ink(colouring.hueOf(i)));
  }

  /**
   * Pale where children work, solid where the row works itself.
   * @param {number} i @param {number} left @param {number} right @param {number} wide @param {number} top
   */
  paintParent(i, left, right, wide, top) {
    const { g, width } = this;
    const alpha = g.globalAlpha;
    g.globalAlpha = alpha * PARENT_ALPHA;
    bar(g, left, top, wide);
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

  /** Log lines as dots, errors as diamonds, where they happened. @param {number} i @param {number} top */
  paintAsides(i, top) {
    const { g } = this;
    const { aside } = this.waterfall.model;
    const middle = top + BAR_HEIGHT / 2;
    const ground = this.ink('--surface');
    let last = -Infinity;
    for (const log of aside.logs.get(i) ?? []) {
      const x = this.x(aside.timeOfLog(i, log));
      // A thousand lines in one place are one dot.
      if (x - last < 3 || x < -4 || x > this.width + 4) continue;
      dot(g, x, middle, 3, this.ink(logHue(log.level)), ground);
      last = x;
    }
    for (const error of aside.errors.get(i) ?? []) diamond(g, this.x(aside.timeOfError(error)), middle, this.ink('--fail'), ground);
  }

  /** @param {number} i @param {import('./types.js').TraceLog} log @param {number} top */
  paintLog(i, log, top) {
    const x = this.x(this.waterfall.model.aside.timeOfLog(i, log));
    if (x < -4 || x > this.width + 4) arrow(this.g, this.width, x < 0, top, this.ink('--ink-4'));
    else dot(this.g, x, top + BAR_HEIGHT / 2, 3.5, this.ink(logHue(log.level)), this.ink('--surface'));
  }

  /** Spans that never came: somewhere inside their transaction. @param {number} ref @param {number} top */
  paintLost(ref, top) {
    const { g } = this;
    const { model, list, palette } = this.waterfall;
    const i = list.spanOf(ref);
    const left = Math.max(0, this.x(model.start[i]));
    const right = Math.min(this.width, this.x(model.end(i)));
    if (right <= left) return;
    const kind = list.refs.lostKind(ref);
    hatch(g, left, right - left, top, this.ink('--line-strong'));
    if (!kind) return;
    if (kind.lost.isFailed) failedFrame(g, left, right - left, top, this.ink('--fail'));
    const label = `×${count(kind.lost.count)} · ${duration(kind.lost.sumMicros)}`;
    g.font = palette.font(11);
    g.textBaseline = 'middle';
    const wide = g.measureText(label).width;
    g.fillStyle = this.ink('--surface');
    g.fillRect(left + 6, top - 2, wide + 8, BAR_HEIGHT + 4);
    g.fillStyle = this.ink('--ink-2');
    g.fillText(label, left + 10, top + BAR_HEIGHT / 2 + 0.5);
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
      const label = duration(model.busy(i));
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
}

/** @param {string | undefined} level */
export function logHue(level) {
  const word = (level ?? '').toLowerCase();
  if (/^(error|fatal|crit|alert|emerg|panic)/.test(word)) return '--fail';
  return word.startsWith('warn') ? '--warn' : '--ink-3';
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
