/** What a chart over time shows, apart from how it is drawn. */

import { bytes, count, date, duration, grouped, number, percent } from '../traces/format.js';
import { readerTime } from '../traces/reader-time.js';

/**
 * @typedef {{ name: string, colour: string, isMain: boolean, isPrevious?: boolean, values: (number | null)[] }} Line
 * @typedef {'Duration' | 'Count' | 'Share' | 'Bytes' | 'Number'} Unit
 * @typedef {{ atMicros: number, text: string }} Mark
 * @typedef {{ startMicros: number, intervalMicros: number, unit: Unit, areBars: boolean, lines: Line[], marks?: Mark[] }} ChartData
 */

/** The middle of every interval, in seconds since the Unix epoch. @param {ChartData} data @returns {number[]} */
export function middles({ startMicros, intervalMicros, lines }) {
  return (lines[0]?.values ?? []).map((_, i) => (startMicros + (i + 0.5) * intervalMicros) / 1e6);
}

/** Start and end of the time axis, in seconds. @param {ChartData} data @returns {[number, number]} */
export function extent({ startMicros, intervalMicros, lines }) {
  return [startMicros / 1e6, (startMicros + (lines[0]?.values.length ?? 1) * intervalMicros) / 1e6];
}

/**
 * What is drawn for each line: its values, or, as bars, its values on top of those before it. Hidden lines are empty.
 * @param {ChartData} data @param {Set<string>} hidden names
 * @returns {(number | null)[][]}
 */
export function drawn({ lines, areBars }, hidden) {
  /** @type {number[]} */
  const below = [];
  return lines.map(line => line.values.map((value, i) => {
    if (hidden.has(line.name)) return null;
    if (!areBars || line.isPrevious) return value;
    below[i] = (below[i] ?? 0) + (value ?? 0);
    return value ? below[i] : null;
  }));
}

/** Where values stand whose line would hardly be seen: one or two between gaps. @param {(number | null)[]} values */
export function shortRuns(values) {
  /** @type {number[]} */
  const found = [];
  for (let start = 0; start < values.length; start++) {
    let end = start;
    while (end < values.length && values[end] != null) end++;
    if (end - start === 1 || end - start === 2) for (let i = start; i < end; i++) found.push(i);
    start = end;
  }
  return found;
}

/** How a value stands on the axis, beside the greatest one. @param {ChartData['unit']} unit @param {number} value @param {number} greatest */
export function axisLabel(unit, value, greatest) {
  if (unit === 'Count') return count(value);
  if (unit === 'Share') return `${tidy(value * 100)}%`;
  if (unit === 'Bytes') return bytes(value).replace(/\.0+(?= )/, '');
  if (unit === 'Number') return number(value);
  if (value === 0) return '0';
  if (greatest < 1e3) return `${tidy(value)} µs`;
  return greatest < 2e6 ? `${tidy(value / 1e3)} ms` : `${tidy(value / 1e6)} s`;
}

/** How a value stands in the tooltip. @param {ChartData['unit']} unit @param {number | null | undefined} value */
export function figure(unit, value) {
  if (value == null) return '–';
  if (unit === 'Count') return count(value);
  if (unit === 'Bytes') return bytes(value);
  if (unit === 'Number') return number(value);
  return unit === 'Share' ? percent(value) : duration(value);
}

/** The lines that a button of the legend stands for: one by its name, or, without one, all of what the chart is compared with. @param {Line[]} lines @param {string | undefined} name */
export const namesOf = (lines, name) => lines.filter(line => name === undefined ? line.isPrevious : line.name === name).map(line => line.name);

/** Times on the axis: seconds when its lines are closer than a minute, dates when they are a day apart. @param {number[]} seconds @param {string} language @param {number} step seconds between two lines */
export function timeLabels(seconds, language, step) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return seconds.map(second => {
    if (step >= 86400) return date(second * 1e6, language);
    const at = readerTime(second * 1e6);
    const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
    return step < 60 ? `${minutes}:${two(at.getSeconds())}` : minutes;
  });
}

/** @param {number} value */
const tidy = value => grouped(Number(value.toPrecision(3)), 3);
