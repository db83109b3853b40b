/** The stretch of time in view, and the steps that divide it. */

/** The narrowest view, in microseconds and as a share of the trace. */
const NARROWEST_MICROS = 2;
const NARROWEST_SHARE = 1 / 40_000;
const PIXELS_PER_STEP = 118;

export class TimeRange {
  /** @param {number} total microseconds */
  constructor(total) {
    this.total = total;
    this.from = 0;
    this.to = total;
  }

  get width() {
    return this.to - this.from;
  }

  get isZoomed() {
    return this.width < this.total * 0.9995;
  }

  /** The nearest range that may be shown: inside the trace, not too narrow. @param {number} from @param {number} to */
  clamped(from, to) {
    const narrowest = Math.min(this.total, Math.max(this.total * NARROWEST_SHARE, NARROWEST_MICROS));
    const width = Math.min(this.total, Math.max(narrowest, to - from));
    const start = Math.max(0, Math.min(this.total - width, from));
    return { from: start, to: start + width };
  }

  /** @param {number} from @param {number} to */
  set(from, to) {
    Object.assign(this, this.clamped(from, to));
  }

  /** @param {number} micros @param {number} pixels width of the time area */
  toX(micros, pixels) {
    return (micros - this.from) / this.width * pixels;
  }

  /** @param {number} x @param {number} pixels width of the time area */
  toMicros(x, pixels) {
    return this.from + x / pixels * this.width;
  }

  /** Zooms around a moment that keeps its place. @param {number} at @param {number} factor below 1 zooms in */
  zoomedAt(at, factor) {
    return this.clamped(at - (at - this.from) * factor, at + (this.to - at) * factor);
  }
}

/** The smallest 1, 2 or 5 step that makes no more than `target` steps. @param {number} width @param {number} target */
export function niceStep(width, target) {
  const raw = width / target;
  const power = 10 ** Math.floor(Math.log10(raw));
  const mantissa = raw / power;
  return (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10) * power;
}

/** @param {number} from @param {number} to @param {number} pixels */
export function ticks(from, to, pixels) {
  const step = niceStep(to - from, Math.max(3, pixels / PIXELS_PER_STEP));
  const at = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to; k++) at.push(k * step);
  return { step, at };
}

/** A tick's label: no more decimals than its step needs. @param {number} micros @param {number} step */
export function axisLabel(micros, step) {
  if (Math.abs(micros) < step / 1e6) return '0';
  if (step >= 1e6) return `${(micros / 1e6).toFixed(0)} s`;
  if (micros >= 1e6 && step >= 1e4) return `${(micros / 1e6).toFixed(step >= 1e5 ? 1 : 2)} s`;
  if (step >= 1e3) return `${(micros / 1e3).toFixed(0)} ms`;
  if (micros >= 1e3 && step >= 10) return `${(micros / 1e3).toFixed(step >= 100 ? 1 : 2)} ms`;
  return `${micros.toFixed(step >= 1 ? 0 : 1)} µs`;
}
