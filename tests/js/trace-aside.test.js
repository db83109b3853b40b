import assert from 'node:assert/strict';
import test from 'node:test';
import { RowList } from '../../src/Ashiato.Console/wwwroot/traces/row-list.js';
import { axisTicks } from '../../src/Ashiato.Console/wwwroot/traces/axis-scale.js';
import { flame, frameAt } from '../../src/Ashiato.Console/wwwroot/traces/flame-model.js';
import { statistics } from '../../src/Ashiato.Console/wwwroot/traces/statistics.js';
import { FileSource } from '../../src/Ashiato.Console/wwwroot/traces/file-source.js';
import { model, prepare, query, request, row, trace } from './sample.js';

const notes = overrides => ({ logs: [], marks: [], linkedFrom: [], isTruncated: false, ...overrides });

test('Times as they were sent start at the first of them, whoever sent it', () => {
  const shifted = model([
    request({ durationMicros: 100 }),
    row({ parent: 0, depth: 1, offsetMicros: 10, durationMicros: 50, shiftMicros: 40 }),
    row({ parent: 0, depth: 1, offsetMicros: 5, durationMicros: 5 }),
  ], { startMicros: 1_000, durationMicros: 100, criticalPath: [{ row: 1, fromMicros: 10, toMicros: 60 }] });
  assert.deepEqual([shifted.hasShifts, shifted.total, shifted.epoch], [true, 100, 1_000]);

  shifted.setRaw(true);

  assert.deepEqual([...shifted.start], [30, 0, 35]);
  assert.deepEqual([shifted.total, shifted.epoch], [130, 970]);
  assert.deepEqual(shifted.children[0], [1, 2]);
  assert.deepEqual(shifted.criticalPath, [{ row: 1, fromMicros: 0, toMicros: 50 }]);
  assert.deepEqual([...shifted.self], [80, 50, 5]);
  shifted.setRaw(false);
  assert.deepEqual([...shifted.start], [0, 10, 5]);
});

test('Log lines, marks and links stand at the rows they name, or at the root', () => {
  const one = model([request(), row({ parent: 0, depth: 1, shiftMicros: 7 })], { startMicros: 100 });
  one.aside.add(notes({
    logs: [{ spanId: '1', timestampMicros: 150, message: 'a' }, { timestampMicros: 160, message: 'b' }],
    marks: [{ transactionId: '0', group: 'agent', name: 'x', atMicros: 5 }],
    linkedFrom: [{ to: '1', traceId: 't', spanId: 's', service: '', name: '', timestampMicros: 0 }],
  }));
  assert.deepEqual(one.aside.logs.get(1).map(log => one.aside.timeOfLog(1, log)), [57]);
  assert.deepEqual(one.aside.logs.get(0).map(log => log.message), ['b']);
  assert.equal(one.aside.timeOfMark(0, one.aside.marks.get(0)[0]), 5);
  assert.deepEqual([one.aside.linkCount(0), one.aside.linkCount(1)], [0, 1]);
});

test('Errors follow one another as they happened, also by the clocks that sent them', () => {
  const error = (id, row, offsetMicros) => ({ id, row, offsetMicros, message: id });
  const one = model([request(), row({ parent: 0, depth: 1, offsetMicros: 10, shiftMicros: 40 })], { errors: [error('late', 0, 30), error('shifted', 1, 50), error('early', 0, 20)] });
  assert.deepEqual(one.aside.errorsByTime().map(each => each.id), ['early', 'late', 'shifted']);
  one.setRaw(true);
  assert.deepEqual(one.aside.errorsByTime().map(each => each.id), ['shifted', 'early', 'late']);
});

test('Log lines stand between the calls where they were written, when they are wanted', () => {
  const one = model([request(), query(10), query(100, { name: 'other' })]);
  const list = new RowList(one);
  one.aside.add(notes({ logs: [{ spanId: '0', timestampMicros: 50, message: 'between' }] }));
  list.addLogs();
  assert.deepEqual([...list.rows], [0, 1, 2]);
  list.hasLogs = true;
  list.refresh();
  const line = list.rows[2];
  assert.deepEqual([...list.rows], [0, 1, line, 2]);
  assert.equal(list.refs.log(line).log.message, 'between');
  assert.ok(list.isAside(line));
  assert.equal(list.spanOf(line), 0);
});

test('Lost spans open into what the agent said of them', () => {
  const lost = [{ destination: 'redis', isFailed: false, count: 5, sumMicros: 70 }];
  const list = new RowList(model([request({ droppedSpans: 3, lost })]));
  assert.deepEqual([...list.rows], [0, 1]);
  assert.equal(list.model.lost(0), 5);
  assert.ok(list.canOpen(1));
  list.setOpen(1, true);
  assert.deepEqual([...list.rows], [0, 1, 2]);
  assert.deepEqual(list.refs.lostKind(2), { owner: 0, lost: lost[0] });
});

test('A service is folded wherever it was called', () => {
  const rows = [
    request(), row({ parent: 0, depth: 1 }), row({ parent: 1, depth: 2, service: 1, name: 'a' }), row({ parent: 2, depth: 3, service: 1, name: 'b' }),
  ];
  const list = new RowList(model(rows));
  assert.deepEqual(list.entriesOf(1), [2]);
  list.foldService(1, true);
  assert.deepEqual([...list.rows], [0, 1, 2]);
  assert.ok(list.isServiceFolded(1));
  list.foldService(1, false);
  assert.deepEqual([...list.rows], [0, 1, 2, 3]);
  assert.deepEqual(rows.map((_, i) => list.model.isBetweenServices(i)), [true, true, true, false]);
});

test('Below a parent that never came, no row enters its own service again', () => {
  const one = model([request(), row({ parent: 0, depth: 1, kind: 'missing', service: -1 }), row({ parent: 1, depth: 2 }), row({ parent: 1, depth: 2, service: 1 })]);
  assert.deepEqual([one.entersService(2), one.entersService(3)], [false, true]);
});

test('An unfinished row lasted at least as long as what is below it', () => {
  const one = model([request({ durationMicros: 0, isUnfinished: true }), row({ parent: 0, depth: 1, offsetMicros: 50, durationMicros: 25 })], { durationMicros: 75 });
  assert.equal(one.knownEnd(0), 75);
});

test('The axis counts from the start, by the clock, and in shares', () => {
  const one = model([request({ durationMicros: 1_000_000 })], { startMicros: 1_795_348_800_250_000, durationMicros: 1_000_000 });
  const range = { from: 0, to: 1_000_000 };
  assert.deepEqual(axisTicks('percent', one, range, 300).map(tick => tick.label), ['0%', '50%', '100%']);
  assert.deepEqual(axisTicks('since', one, range, 300).map(tick => tick.micros), [0, 500_000, 1_000_000]);
  assert.deepEqual(axisTicks('clock', one, range, 300).map(tick => tick.micros), [250_000, 750_000]);
});

test('Equal calls are one frame, a prepare belongs to its query, and parallel calls share the width of their caller', () => {
  const frames = flame(model([
    request({ durationMicros: 100 }),
    prepare(0, { durationMicros: 20 }), query(20, { durationMicros: 60 }), query(20, { durationMicros: 60 }),
    row({ parent: 0, depth: 1, name: 'beside', offsetMicros: 0, durationMicros: 60 }),
  ]));
  assert.deepEqual(frames.map(frame => [frame.row, frame.depth, frame.micros, frame.rows.length]), [[0, 0, 100, 1], [2, 1, 140, 3], [4, 1, 60, 1]]);
  assert.deepEqual(frames.map(frame => +frame.wide.toFixed(2)), [1, 0.7, 0.3]);
  assert.equal(frameAt(frames, 1, 0.8), frames[2]);
  assert.equal(frameAt(frames, 2, 0.1), null);
});

test('Statistics by service, type and name count failures and folded calls', () => {
  const one = model([
    request({ selfMicros: 10 }),
    query(0, { service: 1, selfMicros: 30, isFailed: true }),
    query(200, { service: 1, selfMicros: 40, callCount: 4, callSumMicros: 80, durationMicros: 200 }),
  ]);
  const [first, second] = statistics(one, 'service');
  assert.deepEqual([first.name, first.calls, first.selfMicros, first.totalMicros, first.failures], ['shipment', 5, 70, 180, 1]);
  assert.equal(second.name, 'shop');
  assert.deepEqual(statistics(one, 'type').map(line => line.name), ['db.mysql', 'request']);
  assert.deepEqual(statistics(one, 'name').map(line => line.calls), [5, 1]);
});

test('A file answers what a server would', async () => {
  const source = new FileSource({
    isMasked: true, trace: trace([request()]), notes: notes(),
    events: { ab: { event: { labels: { tier: 'gold' }, http: { response: { status_code: 200 } } } } },
  });
  assert.deepEqual(await source.fields(), ['http.response.status_code', 'labels.tier']);
  assert.deepEqual(await source.values('labels.tier'), { ab: 'gold' });
  assert.deepEqual(await source.values('labels'), {});
  assert.equal(await source.event('nobody'), null);
});
