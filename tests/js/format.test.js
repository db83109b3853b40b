import assert from 'node:assert/strict';
import test from 'node:test';
import { count, date, duration, grouped, number, percent, percentile } from '../../src/Ashiato.Console/wwwroot/traces/format.js';

test('Durations have three significant digits and a fitting unit', () => {
  const shown = [0, 0.2, 394, 2_180, 9_996, 54_800, 351_000, 999_600, 1_240_000, 59_960_000, 125_000_000, 3_900_000_000].map(duration);
  assert.deepEqual(shown, ['0 ms', '<1 µs', '394 µs', '2.18 ms', '10.0 ms', '54.8 ms', '351 ms', '1.00 s', '1.24 s', '1 m 00 s', '2 m 05 s', '1 h 05 m']);
});

test('A missing duration is a dash', () => assert.equal(duration(null), '–'));

test('Counts have commas', () => assert.deepEqual([count(27_840), count(1_234_567), count(999), count(-1_500)], ['27,840', '1,234,567', '999', '-1,500']));

test('A number has as many decimals as asked for, and none that say nothing', () => assert.deepEqual([grouped(1234.5, 3), grouped(0.25, 3), grouped(2, 3)], ['1,234.5', '0.25', '2']));

test('A number that is not whole has three significant digits', () => assert.deepEqual([number(1.2345), number(0.00012345), number(1234.5)], ['1.23', '0.000123', '1,235']));

test('A date is written as in the page', () => {
  const at = new Date(2026, 8, 5).getTime() * 1e3;
  assert.deepEqual([date(at, 'en'), date(at, 'ja')], ['5 Sep', '9月5日']);
});

test('Shares have one decimal under ten percent', () => {
  assert.deepEqual([0, 0.0004, 0.063, 0.0996, 0.73, 1].map(percent), ['0%', '<0.1%', '6.3%', '10%', '73%', '100%']);
});

test('A percentile of nothing is unknown', () => {
  assert.equal(percentile([], 0.5), null);
  assert.equal(percentile([1, 2, 3, 4], 0.5), 3);
  assert.equal(percentile([1, 2], 1), 2);
});
