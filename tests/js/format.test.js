import assert from 'node:assert/strict';
import test from 'node:test';
import { count, duration, percent, percentile } from '../../src/Ashiato.Console/wwwroot/traces/format.js';

test('Durations have three significant digits and a fitting unit', () => {
  const shown = [0, 0.2, 394, 2_180, 9_996, 54_800, 351_000, 999_600, 1_240_000, 59_960_000, 125_000_000, 3_900_000_000].map(duration);
  assert.deepEqual(shown, ['0 ms', '<1 µs', '394 µs', '2.18 ms', '10.0 ms', '54.8 ms', '351 ms', '1.00 s', '1.24 s', '1 m 00 s', '2 m 05 s', '1 h 05 m']);
});

test('A missing duration is a dash', () => assert.equal(duration(null), '–'));

test('Counts have commas', () => assert.equal(count(27_840), '27,840'));

test('Shares have one decimal under ten percent', () => {
  assert.deepEqual([0, 0.0004, 0.063, 0.0996, 0.73, 1].map(percent), ['0%', '<0.1%', '6.3%', '10%', '73%', '100%']);
});

test('A percentile of nothing is unknown', () => {
  assert.equal(percentile([], 0.5), null);
  assert.equal(percentile([1, 2, 3, 4], 0.5), 3);
  assert.equal(percentile([1, 2], 1), 2);
});
