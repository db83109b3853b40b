/** What the trace did, by statement and call: the table under the picture. */

import { callKey } from './equal-calls.js';
import { percentile } from './format.js';

/**
 * @typedef {object} DigestLine
 * @property {number} row one of the rows, to show what they do
 * @property {number} calls
 * @property {number} selfMicros
 * @property {number} prepareMicros
 * @property {number | null} averageMicros
 * @property {number | null} p95Micros
 * @property {number | null} maxMicros
 * @property {number} failures
 */

const MOST_LINES = 60;

/** @param {import('./trace-model.js').TraceModel} model @returns {DigestLine[]} by own time, most first */
export function digest(model) {
  /** @type {Map<string, { row: number, calls: number, self: number, prepare: number, failures: number, durations: number[] }>} */
  const byKey = new Map();
  for (let i = 0; i < model.count; i++) {
    if (model.kinds[i] === 'missing') continue;
    const key = callKey(model, i);
    let line = byKey.get(key);
    if (!line) byKey.set(key, line = { row: i, calls: 0, self: 0, prepare: 0, failures: 0, durations: [] });
    line.self += model.self[i];
    line.failures += model.failed[i];
    if (model.kinds[i] === 'prepare') {
      line.prepare += model.duration[i];
      continue;
    }
    if (model.kinds[line.row] === 'prepare') line.row = i;
    line.calls += model.row(i).callCount ?? 1;
    line.durations.push(model.duration[i]);
  }
  return [...byKey.values()].sort((a, b) => b.self - a.self).slice(0, MOST_LINES).map(line => {
    const sorted = Float64Array.from(line.durations).sort();
    return {
      row: line.row,
      calls: line.calls,
      selfMicros: line.self,
      prepareMicros: line.prepare,
      averageMicros: line.calls ? sorted.reduce((sum, micros) => sum + micros, 0) / line.calls : null,
      p95Micros: percentile(sorted, 0.95),
      maxMicros: percentile(sorted, 1),
      failures: line.failures,
    };
  });
}
