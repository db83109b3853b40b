/** What the trace did, by statement and call, by service, by type or by name. */

import { callKey } from './equal-calls.js';
import { percentile } from './format.js';

/** @typedef {import('./trace-model.js').TraceModel} TraceModel */
/** @typedef {'call' | 'service' | 'type' | 'name'} Grouping */

/**
 * @typedef {object} StatisticsLine
 * @property {number} row one of the rows, to show what they do
 * @property {string} name what the group is called, when it is not a single call
 * @property {number} calls
 * @property {number} totalMicros
 * @property {number} selfMicros
 * @property {number} prepareMicros
 * @property {number | null} averageMicros
 * @property {number | null} p95Micros
 * @property {number | null} maxMicros
 * @property {number} failures
 */

/** @type {Grouping[]} */
export const groupings = ['call', 'service', 'type', 'name'];

/** @param {TraceModel} model @param {Grouping} [grouping] @returns {StatisticsLine[]} by own time, most first */
export function statistics(model, grouping = 'call') {
  /** @type {Map<string | number, { row: number, calls: number, total: number, self: number, prepare: number, failures: number, durations: number[] }>} */
  const byKey = new Map();
  for (let i = 0; i < model.count; i++) {
    if (model.kinds[i] === 'missing') continue;
    const key = keyOf(model, i, grouping);
    let line = byKey.get(key);
    if (!line) byKey.set(key, line = { row: i, calls: 0, total: 0, self: 0, prepare: 0, failures: 0, durations: [] });
    line.total += model.busy(i);
    line.self += model.self[i];
    line.failures += model.failed[i];
    if (model.kinds[i] === 'prepare') {
      line.prepare += model.duration[i];
      if (grouping === 'call') continue;
    }
    if (model.kinds[line.row] === 'prepare') line.row = i;
    line.calls += model.calls(i);
    line.durations.push(model.busy(i) / model.calls(i));
  }
  return [...byKey.values()].map(line => asLine(model, line, grouping)).sort((a, b) => b.selfMicros - a.selfMicros);
}

/** @param {TraceModel} model @param {number} i @param {Grouping} grouping */
function keyOf(model, i, grouping) {
  switch (grouping) {
    case 'call': return callKey(model, i);
    case 'service': return model.service(i)?.name ?? '';
    case 'type': return [model.row(i).type, model.row(i).subtype].filter(Boolean).join('.');
    case 'name': return model.row(i).name;
  }
}

/**
 * @param {TraceModel} model
 * @param {{ row: number, calls: number, total: number, self: number, prepare: number, failures: number, durations: number[] }} line
 * @param {Grouping} grouping
 * @returns {StatisticsLine}
 */
function asLine(model, line, grouping) {
  const sorted = Float64Array.from(line.durations).sort();
  return {
    row: line.row,
    name: grouping === 'call' ? '' : String(keyOf(model, line.row, grouping)),
    calls: line.calls,
    totalMicros: line.total,
    selfMicros: line.self,
    prepareMicros: line.prepare,
    averageMicros: sorted.length > 0 ? sorted.reduce((sum, micros) => sum + micros, 0) / sorted.length : null,
    p95Micros: percentile(sorted, 0.95),
    maxMicros: percentile(sorted, 1),
    failures: line.failures,
  };
}
