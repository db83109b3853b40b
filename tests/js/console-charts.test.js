import assert from 'node:assert/strict';
import test from 'node:test';
import { linesFromZero, logarithmicLines, niceStep } from '../../src/Ashiato.Console/wwwroot/js/ticks.js';
import { axisLabel, drawn, extent, figure, middles, timeLabels } from '../../src/Ashiato.Console/wwwroot/js/time-chart-data.js';

/** @type {import('../../src/Ashiato.Console/wwwroot/js/time-chart-data.js').ChartData} */
const bars = {
  startMicros: 10_000_000,
  intervalMicros: 2_000_000,
  unit: 'Count',
  areBars: true,
  lines: [
    { name: 'succeeded', colour: 'c-usual', isMain: false, values: [3, 0, 5] },
    { name: 'failed', colour: 'c-fail', isMain: false, values: [1, 2, 0] },
  ],
};

test('A step is 1, 2 or 5 of a power of ten', () => assert.deepEqual([3, 14, 40, 0.6].map(greatest => niceStep(greatest, 3)), [1, 5, 20, 0.2]));

test('An axis begins at 0 and its last line is not below the greatest value', () => assert.deepEqual(linesFromZero(351, { count: 4 }), [0, 100, 200, 300, 400]));

test('An axis without values has two lines', () => assert.deepEqual(linesFromZero(0), [0, 1]));

test('An axis of counts has no line between two counts', () => assert.deepEqual(linesFromZero(1, { count: 4, isWhole: true }), [0, 1]));

test('A logarithmic axis has lines at 1, 2 and 5', () => assert.deepEqual(logarithmicLines(900, 11_000), [1000, 2000, 5000, 10_000]));

test('A logarithmic axis of a narrow range has even lines', () => assert.deepEqual(logarithmicLines(41, 59), [45, 50, 55]));

test('A value stands in the middle of its interval', () => assert.deepEqual(middles(bars), [11, 13, 15]));

test('The time axis spans all intervals', () => assert.deepEqual(extent(bars), [10, 16]));

test('Bars stand on those before them and are left out where they are 0', () => assert.deepEqual(drawn(bars, new Set()), [[3, null, 5], [4, 2, null]]));

test('A hidden layer is not drawn and carries nothing', () => assert.deepEqual(drawn(bars, new Set(['succeeded'])), [[null, null, null], [1, 2, null]]));

test('Lines keep their gaps', () => {
  const [line] = drawn({ ...bars, areBars: false, lines: [{ ...bars.lines[0], values: [3, null, 0] }] }, new Set());
  assert.deepEqual(line, [3, null, 0]);
});

test('All labels of a duration axis have the unit of the greatest value', () => {
  assert.deepEqual([0, 100_000, 400_000].map(value => axisLabel('Duration', value, 400_000)), ['0', '100 ms', '400 ms']);
  assert.equal(axisLabel('Duration', 500_000, 3_000_000), '0.5 s');
});

test('A missing value is a dash', () => assert.equal(figure('Duration', null), '–'));

test('Times have seconds only where lines are closer than a minute', () => {
  assert.match(timeLabels([0, 5], 'en')[0], /^\d\d:\d\d:\d\d$/);
  assert.match(timeLabels([0, 300], 'ja')[1], /^\d\d:\d\d$/);
});
