import assert from 'node:assert/strict';
import test from 'node:test';
import { RowList } from '../../src/Ashiato.Console/wwwroot/traces/row-list.js';
import { stickyAncestors } from '../../src/Ashiato.Console/wwwroot/traces/sticky.js';
import { model, prepare, query, request, row } from './sample.js';

const fourQueries = () => model([request(), query(0), query(200), query(400), query(600)]);

test('Three equal siblings fold into one row and open in place', () => {
  const list = new RowList(fourQueries());
  const group = 2 * 5;
  assert.deepEqual([...list.rows], [0, group]);
  assert.equal(list.group(group).calls.length, 4);
  list.setOpen(group, true);
  assert.deepEqual([...list.rows], [0, group, 1, 2, 3, 4]);
  assert.deepEqual([...list.depths], [0, 1, 2, 2, 2, 2]);
  list.isFolding = false;
  list.refresh();
  assert.deepEqual([...list.rows], [0, 1, 2, 3, 4]);
});

test('Two equal siblings, and big ones, stay apart', () => {
  assert.deepEqual([...new RowList(model([request(), query(0), query(200)])).rows], [0, 1, 2]);
  const big = [0, 1, 2].map(k => query(k * 30_000, { durationMicros: 20_000 }));
  assert.deepEqual([...new RowList(model([request(), ...big])).rows], [0, 1, 2, 3]);
});

test('A prepare folds with its query', () => {
  const list = new RowList(model([request(), prepare(0), query(100)]));
  assert.deepEqual([...list.rows], [0, 6]);
  assert.deepEqual([list.group(6).lead, list.group(6).prepareCount, list.group(6).calls], [2, 1, [2]]);
});

test('Lost spans stand after the children of their transaction', () => {
  const list = new RowList(model([request({ droppedSpans: 3 }), query(0)]));
  assert.deepEqual([...list.rows], [0, 1, 2]);
  assert.ok(list.isLost(2));
  assert.equal(list.spanOf(2), 0);
});

test('A hidden row leaves its place to its children', () => {
  const list = new RowList(model([request(), row({ parent: 0, depth: 1 }), row({ parent: 1, depth: 2, name: 'inner' })]));
  list.hide = ref => ref === 1;
  list.refresh();
  assert.deepEqual([...list.rows], [0, 2]);
  assert.deepEqual([...list.depths], [0, 1]);
  assert.deepEqual([...list.parents], [-1, 0]);
});

test('Revealing a span opens everything around it', () => {
  const list = new RowList(fourQueries());
  list.setOpen(0, false);
  list.reveal(3);
  assert.ok(list.rowOf(3) > 0);
});

test('As many levels open as fit, never fewer than one', () => {
  const rows = [request(), row({ parent: 0, depth: 1, name: 'a' }), row({ parent: 1, depth: 2, name: 'b' }), row({ parent: 1, depth: 2, name: 'c' })];
  const list = new RowList(model(rows));
  list.openToFit(3);
  assert.deepEqual([...list.rows], [0, 1]);
  list.openToFit(4);
  assert.deepEqual([...list.rows], [0, 1, 2, 3]);
  list.openToFit(1);
  assert.deepEqual([...list.rows], [0, 1]);
});

test('A span that is folded away is found in its equal calls, or in what was folded over it', () => {
  const list = new RowList(fourQueries());
  assert.equal(list.nearestShownRowOf(3), 1);
  list.setOpen(0, false);
  assert.equal(list.nearestShownRowOf(3), 0);
});

test('Places count siblings in sight', () => {
  const list = new RowList(model([request(), query(0), query(200, { name: 'other' })]));
  assert.deepEqual([0, 1, 2].map(at => list.placeOf(at)), [{ place: 1, of: 1 }, { place: 1, of: 2 }, { place: 2, of: 2 }]);
});

test('A trace of several roots and of great depth is laid out', () => {
  const deep = Array.from({ length: 50_000 }, (_, i) => row({ parent: i - 1, depth: i, name: `level ${i}` }));
  assert.equal(new RowList(model(deep)).length, 50_000);
  assert.deepEqual([...new RowList(model([request(), request()])).rows], [0, 1]);
});

test('Ancestors that left the top stay, five at most', () => {
  const chain = Int32Array.from({ length: 40 }, (_, i) => i - 1);
  assert.deepEqual(stickyAncestors(chain, 0, 24), []);
  assert.deepEqual(stickyAncestors(Int32Array.from([-1, 0, 0, 0, 0]), 30, 24), [0]);
  assert.equal(stickyAncestors(chain, 20 * 24, 24).length, 5);
});
