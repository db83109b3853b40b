import assert from 'node:assert/strict';
import test from 'node:test';
import { kindOf } from '../../src/Ashiato.Console/wwwroot/traces/span-kinds.js';
import { statistics } from '../../src/Ashiato.Console/wwwroot/traces/statistics.js';
import { find } from '../../src/Ashiato.Console/wwwroot/traces/find.js';
import { Colouring } from '../../src/Ashiato.Console/wwwroot/traces/colouring.js';
import { model, prepare, query, request, row } from './sample.js';

test('Own stretches are the gaps between children, also where children overlap', () => {
  const trace = model([request(), query(10, { durationMicros: 30 }), query(20, { durationMicros: 40 }), query(90, { durationMicros: 10 })]);
  assert.deepEqual([...trace.ownStretches(0)], [0, 10, 60, 90, 100, 100_000]);
});

test('Spans lost by the whole trace are put under its first root once', () => {
  const trace = model([request({ droppedSpans: 2 }), row({ parent: 0, depth: 1, kind: 'transaction', droppedSpans: 3 })], { droppedSpans: 5 });
  assert.deepEqual([trace.lost(0), trace.lost(1)], [2, 3]);
  assert.equal(model([request()], { droppedSpans: 7 }).lost(0), 7);
});

test('Kinds follow type, subtype and action, in either form', () => {
  const kinds = [
    request(), request({ type: 'messaging' }), query(0), prepare(0), query(0, { action: 'connect' }), query(0, { subtype: 'redis' }),
    row({ type: 'external' }), row({ type: 'db.mysql.query' }), row({ type: 'app' }), row({}), row({ kind: 'missing' }),
  ].map(kindOf);
  assert.deepEqual(kinds, ['request', 'message', 'query', 'prepare', 'connect', 'cache', 'http', 'query', 'internal', 'internal', 'missing']);
});

test('All terms of a search must hold', () => {
  const trace = model([
    request(), query(0, { durationMicros: 2_000 }), query(5_000, { durationMicros: 500 }), row({ parent: 0, depth: 1, service: 1, isFailed: true, name: 'Ship It' }),
  ]);
  const hits = text => [...find(trace, text).hit].flatMap((hit, i) => (hit ? [i] : []));
  assert.deepEqual(hits('USERS >1ms'), [1]);
  assert.deepEqual(hits('users <1ms'), [2]);
  assert.deepEqual(hits('type:db'), [1, 2]);
  assert.deepEqual(hits('service:shipment error'), [3]);
  assert.deepEqual(hits('"ship it"'), [3]);
  assert.deepEqual(hits('>50%'), [0]);
  assert.equal(find(trace, '  '), null);
});

test('What matches cover is counted once where it overlaps', () => {
  const found = find(model([request(), query(0, { durationMicros: 10 }), query(5, { durationMicros: 10 })]), 'users');
  assert.deepEqual([found.count, found.sumMicros, found.coverMicros], [2, 20, 15]);
});

test('Statistics count a query with its prepare, and calls that the agent folded', () => {
  const [first] = statistics(model([
    request({ selfMicros: 0 }), prepare(0, { selfMicros: 40 }), query(100, { selfMicros: 60 }), query(200, { callCount: 4, selfMicros: 100, durationMicros: 400 }),
  ]));
  assert.deepEqual([first.row, first.calls, first.selfMicros, first.prepareMicros], [2, 5, 200, 100]);
  assert.equal(first.averageMicros, 100);
});

test('A legend lists own time by colour, most first', () => {
  const colouring = new Colouring(model([request({ selfMicros: 10 }), query(0, { selfMicros: 90 }), query(1, { selfMicros: 5, service: 1 })]));
  assert.deepEqual(colouring.legend().map(entry => [entry.key, entry.selfMicros]), [['query', 95], ['request', 10]]);
  colouring.mode = 'service';
  assert.deepEqual(colouring.legend().map(entry => [entry.name, entry.selfMicros]), [['shop', 100], ['shipment', 5]]);
});

test('One colour alone, and all again', () => {
  const colouring = new Colouring(model([request(), query(0)]));
  colouring.toggleAlone('query');
  assert.deepEqual([...colouring.hidden], ['request']);
  colouring.toggleAlone('query');
  assert.deepEqual([...colouring.hidden], []);
});
