import assert from 'node:assert/strict';
import test from 'node:test';
import { RowList } from '../../src/Ashiato.Console/wwwroot/traces/row-list.js';
import { keepView, takeOver } from '../../src/Ashiato.Console/wwwroot/traces/take-over.js';
import { TimeRange } from '../../src/Ashiato.Console/wwwroot/traces/time-range.js';
import { TraceModel } from '../../src/Ashiato.Console/wwwroot/traces/trace-model.js';
import { query, request, row, trace } from './sample.js';

/** A timeline as far as its view goes: what is drawn is left out. */
function timeline(rows, overrides) {
  const model = new TraceModel(trace(rows, overrides));
  const list = new RowList(model);
  const shown = {
    model, list, range: new TimeRange(model.total), colouring: { hidden: new Set() }, scroll: { scrollTop: 0 }, top: 0, selected: -1, markers: [],
    refresh() { list.refresh(); },
    choose(ref) { shown.selected = ref; },
    zoom(from, to) { shown.range.set(from, to); },
  };
  return shown;
}

const stock = (parent, depth, offsetMicros = 0) => request({ id: 'stock', parent, depth, name: 'GET /stock', offsetMicros, durationMicros: 60_000 });
const select = (parent, depth) => row({ id: 'select', parent, depth, name: 'SELECT' });

test('Rows keep their folding and the selection when their parent comes late', () => {
  const before = timeline([stock(-1, 0), select(0, 1)]);
  before.list.setOpen(0, false);
  before.selected = 0;
  const after = timeline([request({ id: 'shop' }), stock(0, 1), select(1, 2)]);
  takeOver(after, keepView(before));
  assert.deepEqual([...after.list.rows], [0, 1]);
  assert.equal(after.selected, 1);
});

test('A zoom and markers stay at their moments when the trace began earlier than was known', () => {
  const before = timeline([stock(-1, 0)], { startMicros: 1_030_000, durationMicros: 60_000 });
  before.range.set(10_000, 20_000);
  before.markers = [12_000];
  const after = timeline([request({ id: 'shop' }), stock(0, 1, 30_000)], { startMicros: 1_000_000 });
  takeOver(after, keepView(before));
  assert.deepEqual([after.range.from, after.range.to], [40_000, 50_000]);
  assert.deepEqual(after.markers, [42_000]);
});

test('Equal calls stay apart where they were opened', () => {
  const calls = n => Array.from({ length: n }, (_, k) => query(k * 200, { id: `q${k}` }));
  const before = timeline([request({ id: 'shop' }), ...calls(3)]);
  before.list.setOpen(before.list.refs.refOfGroup(0), true);
  const after = timeline([request({ id: 'shop' }), ...calls(4)]);
  takeOver(after, keepView(before));
  assert.equal(after.list.length, 1 + 1 + 4);
});
