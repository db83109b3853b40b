import assert from 'node:assert/strict';
import test from 'node:test';
import { TimeRange, axisLabel, niceStep, ticks } from '../../src/Ashiato.Console/wwwroot/traces/time-range.js';

test('The view stays inside the trace and keeps its width at the edge', () => {
  const range = new TimeRange(1_000_000);
  range.set(900_000, 1_100_000);
  assert.deepEqual([range.from, range.to], [800_000, 1_000_000]);
  range.set(-50, 2_000_000);
  assert.equal(range.isZoomed, false);
});

test('The view is never narrower than can be drawn', () => {
  const range = new TimeRange(1_000_000);
  range.set(500, 500);
  assert.equal(range.width, 25);
});

test('Zooming keeps the moment under the pointer in its place', () => {
  const range = new TimeRange(1_000_000);
  const before = range.toX(300_000, 800);
  const { from, to } = range.zoomedAt(300_000, 0.5);
  range.set(from, to);
  assert.equal(range.toX(300_000, 800), before);
  assert.equal(range.toMicros(before, 800), 300_000);
});

test('Steps are 1, 2 or 5', () => {
  assert.deepEqual([niceStep(1_000, 10), niceStep(1_500, 10), niceStep(4_000, 10), niceStep(8_000, 10)], [100, 200, 500, 1_000]);
});

test('Ticks fall inside the view', () => {
  const { step, at } = ticks(130_000, 350_000, 600);
  assert.equal(step, 50_000);
  assert.deepEqual(at, [150_000, 200_000, 250_000, 300_000, 350_000]);
});

test('Labels have no more decimals than their step needs', () => {
  assert.deepEqual([axisLabel(0, 100), axisLabel(100_000, 100_000), axisLabel(1_500_000, 500_000), axisLabel(1_250, 50), axisLabel(400, 100)],
    ['0', '100 ms', '1.5 s', '1.25 ms', '400 µs']);
});
