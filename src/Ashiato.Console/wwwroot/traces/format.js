/** How numbers and times are written. Durations are microseconds everywhere. */

import { readerTime } from './reader-time.js';

// The browser's own formats are made when they are first needed: making one takes as long as drawing a chart.
/** @type {Intl.NumberFormat | undefined} */
let significant;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Three significant digits and a fitting unit, as two parts so that the unit can be set lighter.
 * @param {number | null | undefined} micros
 * @returns {[digits: string, unit: string]}
 */
export function durationParts(micros) {
  if (micros == null || Number.isNaN(micros)) return ['–', ''];
  if (micros === 0) return ['0', 'ms'];
  if (micros < 0.5) return ['<1', 'µs'];
  if (micros < 999.5) return [micros.toFixed(0), 'µs'];

  const millis = micros / 1e3;
  if (millis < 9.995) return [millis.toFixed(2), 'ms'];
  if (millis < 99.95) return [millis.toFixed(1), 'ms'];
  if (millis < 999.5) return [millis.toFixed(0), 'ms'];

  const seconds = micros / 1e6;
  if (seconds < 9.995) return [seconds.toFixed(2), 's'];
  if (seconds < 59.95) return [seconds.toFixed(1), 's'];

  const whole = Math.round(seconds);
  if (whole < 3600) return [`${Math.floor(whole / 60)} m ${twoDigits(whole % 60)}`, 's'];
  const minutes = Math.round(seconds / 60);
  return [`${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)}`, 'm'];
}

/** @param {number | null | undefined} micros */
export function duration(micros) {
  const [digits, unit] = durationParts(micros);
  return unit ? `${digits} ${unit}` : digits;
}

/** @param {number} n */
export const count = n => grouped(n, 0);

/** Thousands with commas. @param {number} value @param {number} decimals at most */
export function grouped(value, decimals) {
  const [whole, part] = String(Number(value.toFixed(decimals))).split('.');
  const commas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return part ? `${commas}.${part}` : commas;
}

/** One decimal under 10 %, none above. @param {number | null | undefined} share 1 is all */
export function percent(share) {
  if (share == null || Number.isNaN(share)) return '–';
  if (share === 0) return '0%';
  if (share < 0.001) return '<0.1%';
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)}%`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** An amount of memory or data in three significant digits. @param {number | null | undefined} amount */
export function bytes(amount) {
  if (amount == null || Number.isNaN(amount)) return '–';
  let value = amount;
  let unit = 0;
  for (; Math.abs(value) >= 999.5 && unit < byteUnits.length - 1; unit++) value /= 1e3;
  const decimals = unit === 0 || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return `${value.toFixed(decimals)} ${byteUnits[unit]}`;
}

/** Any number: three significant digits, or whole. @param {number | null | undefined} value */
export function number(value) {
  if (value == null || Number.isNaN(value)) return '–';
  return Math.abs(value) >= 99.95 || Number.isInteger(value) ? count(value) : (significant ??= new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })).format(value);
}

/** Time of day in the reader's zone, to the millisecond. @param {number} epochMicros */
export function clock(epochMicros) {
  const at = readerTime(epochMicros);
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}:${twoDigits(at.getSeconds())}.${millis}`;
}

/** @param {number} epochMicros @param {string} language */
export function date(epochMicros, language) {
  const at = readerTime(epochMicros);
  return language.startsWith('ja') ? `${at.getMonth() + 1}月${at.getDate()}日` : `${at.getDate()} ${months[at.getMonth()]}`;
}

/** The value below which `share` of the sorted values lie. @param {ArrayLike<number>} sorted @param {number} share */
export function percentile(sorted, share) {
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : null;
}

/** @param {number} n */
const twoDigits = n => String(n).padStart(2, '0');
