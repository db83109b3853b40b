/** Where the lines of an axis stand. */

import { aheadOfUtc } from '../traces/reader-time.js';

/** The step of 1, 2 or 5 that divides `greatest` into about `count` parts. @param {number} greatest @param {number} count */
export function niceStep(greatest, count) {
  const rough = greatest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = rough / power;
  return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

/**
 * An axis that begins at 0 and ends on a line.
 * @param {number} greatest the greatest value
 * @param {{ count?: number, isWhole?: boolean }} [options] how many parts; whether values are whole numbers
 * @returns {number[]} the values of the lines
 */
export function linesFromZero(greatest, { count = 3, isWhole = false } = {}) {
  if (!(greatest > 0)) return [0, 1];
  let step = niceStep(greatest, count);
  if (isWhole) step = Math.max(1, Math.round(step));
  const lines = [0];
  // A hair of tolerance: 0.1 + 0.2 must not ask for a line more.
  while (lines[lines.length - 1] < greatest * (1 - 1e-9) || lines.length < 2) lines.push(lines.length * step);
  return lines;
}

/** What may stand between two times of an axis, in seconds: up to a minute, an hour, a day, and weeks up to a year of them. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800, 1209600, 2419200, 7862400, 15724800, 31449600];
/** How far two times stand apart where there is room, and how close they may come, in pixels. */
const TIME_GAP = 92;
const LEAST_TIME_GAP = 54;

/**
 * The step between the times of an axis. One time alone tells no scale: where the usual step leaves fewer than two, they stand closer.
 * @param {number} start seconds @param {number} end seconds @param {number} width in pixels
 * @param {{ from: number, to: number }} room between which times a label has room
 */
export function timeStep(start, end, width, room) {
  const gap = (/** @type {number} */ step) => step / (end - start) * width;
  const usual = timeSteps.find(step => gap(step) >= TIME_GAP) ?? timeSteps[timeSteps.length - 1];
  const isUsualEnough = timesWithin(room, usual) >= 2;
  return isUsualEnough ? usual : timeSteps.find(step => gap(step) >= LEAST_TIME_GAP && timesWithin(room, step) >= 2) ?? usual;
}

/** How many times of a step, counted as the reader's clock does, lie within. @param {{ from: number, to: number }} room @param {number} step */
function timesWithin({ from, to }, step) {
  const offset = aheadOfUtc(from);
  return Math.floor((to + offset) / step) - Math.ceil((from + offset) / step) + 1;
}

/** 1, 2 and 5 of every power of ten between two durations; round steps when they lie close together. @param {number} from @param {number} to */
export function logarithmicLines(from, to) {
  const lines = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
    for (const digit of [1, 2, 5]) {
      const value = digit * 10 ** power;
      if (value >= from && value <= to) lines.push(value);
    }
  }
  if (lines.length >= 4) return lines;
  const step = niceStep(to - from, 6);
  const even = [];
  for (let value = Math.ceil(from / step) * step; value <= to; value += step) even.push(value);
  return even;
}
