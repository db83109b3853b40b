import assert from 'node:assert/strict';
import test from 'node:test';
import { linesFromZero, logarithmicLines, niceStep, timeStep } from '../../src/Ashiato.Console/wwwroot/js/ticks.js';
import { axisLabel, drawn, extent, figure, middles, namesOf, shortRuns, timeLabels } from '../../src/Ashiato.Console/wwwroot/js/time-chart-data.js';

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

test('Times have seconds only where lines are closer than a minute, even a time that stands alone', () => {
  assert.match(timeLabels([0, 5], 'en', 5)[0], /^\d\d:\d\d:\d\d$/);
  assert.match(timeLabels([0], 'en', 5)[0], /^\d\d:\d\d:\d\d$/);
  assert.match(timeLabels([0, 300], 'ja', 300)[1], /^\d\d:\d\d$/);
});

test('A narrow chart of a short time has two times at least', () => {
  const start = 1_795_852_105;
  for (const seconds of [3, 7, 45, 60, 90, 3300, 3600, 86_400, 1_209_600, 7_862_400, 31_536_000]) {
    for (const width of [160, 210, 305, 420, 900]) {
      const perPixel = seconds / width;
      const room = { from: start, to: start + seconds - 22 * perPixel };
      const step = timeStep(start, start + seconds, width, room);
      const offset = new Date(start * 1e3).getTimezoneOffset() * -60;
      const shown = Math.floor((room.to + offset) / step) - Math.ceil((room.from + offset) / step) + 1;
      assert.ok(step / perPixel >= 54, `${seconds} s in ${width} px: ${step} s are too close`);
      if (width >= 210) assert.ok(shown >= 2, `${seconds} s in ${width} px: ${shown} with a step of ${step} s`);
    }
  }
});

test('A time step is the usual one where it shows enough', () => assert.equal(timeStep(0, 3600, 900, { from: 0, to: 3500 }), 600));

test('The legend hides one line by its name, and all that the chart is compared with at once', () => {
  const [line] = bars.lines;
  const lines = [{ ...line, name: 'rss' }, { ...line, name: 'rss, before', isPrevious: true }, { ...line, name: 'free, before', isPrevious: true }];
  assert.deepEqual(namesOf(lines, 'rss'), ['rss']);
  assert.deepEqual(namesOf(lines, undefined), ['rss, before', 'free, before']);
});

test('One or two values between gaps are points, for their line would hardly be seen', () => {
  assert.deepEqual(shortRuns([5, null, 1, 2, null, 1, 2, 3, null, 0]), [0, 2, 3, 9]);
  assert.deepEqual(shortRuns([1, 2]), [0, 1]);
  assert.deepEqual(shortRuns([null, null]), []);
});
