/** What the axis counts: time since the start, the clock, or shares of the trace. */

import { clock } from './format.js';
import { axisLabel, niceStep } from './time-range.js';

/** @typedef {'since' | 'clock' | 'percent'} AxisMode */
/** @typedef {{ micros: number, label: string }} Tick */

/** @type {AxisMode[]} */
export const axisModes = ['since', 'clock', 'percent'];

const PIXELS_PER_STEP = 118;
const FEWEST_STEPS = 3;
const SECOND = 1e6;

/**
 * @param {AxisMode} mode @param {import('./trace-model.js').TraceModel} model
 * @param {{ from: number, to: number }} range @param {number} pixels
 * @returns {Tick[]}
 */
export function axisTicks(mode, model, { from, to }, pixels) {
  const steps = Math.max(FEWEST_STEPS, pixels / PIXELS_PER_STEP);
  if (mode === 'percent') {
    const percent = model.total / 100;
    const step = niceStep((to - from) / percent, steps);
    const decimals = Math.max(0, -Math.floor(Math.log10(step)));
    return at(from / percent, to / percent, step, 0, share => ({ micros: share * percent, label: `${share.toFixed(decimals)}%` }));
  }
  const step = niceStep(to - from, steps);
  if (mode === 'since') return at(from, to, step, 0, micros => ({ micros, label: axisLabel(micros, step) }));
  // Whole seconds of the clock, not of the trace.
  const before = model.epoch % Math.max(step, 1);
  return at(from, to, step, -before, micros => ({ micros, label: clockLabel(model.epoch + micros, step) }));
}

/** @param {number} from @param {number} to @param {number} step @param {number} origin @param {(value: number) => Tick} tick */
function at(from, to, step, origin, tick) {
  const ticks = [];
  for (let k = Math.ceil((from - origin) / step - 1e-9); origin + k * step <= to; k++) ticks.push(tick(origin + k * step));
  return ticks;
}

/** @param {number} epochMicros @param {number} step */
function clockLabel(epochMicros, step) {
  const text = clock(epochMicros);
  if (step >= SECOND) return text.slice(0, 8);
  if (step >= 1e3) return text;
  return `${text}${String(Math.floor(epochMicros % 1e3)).padStart(3, '0')}`;
}
