import assert from 'node:assert/strict';
import test from 'node:test';
import { fromColumns } from '../../src/Ashiato.Console/wwwroot/traces/columns-reader.js';
import { trace } from './sample.js';

test('Rows are made of columns, texts of their numbers, and what few rows have', () => {
  const made = fromColumns({
    trace: trace([]),
    texts: ['GET /', 'SELECT 1', 'db'],
    id: ['a', 'b'], parent: [-1, 0], kind: [0, 1], service: [0, -1], offset: [0, 5], duration: [100, 20], self: [80, 20],
    text: { name: [0, 1], type: [-1, 2], statement: [-1, 1] },
    rest: { 1: { isFailed: true, callCount: 3 } },
    critical: { row: [0, 1], from: [0, 5], to: [5, 25] },
  });
  const [first, second] = made.rows;
  assert.deepEqual([first.id, first.depth, first.kind, first.name, first.type, first.statement], ['a', 0, 'transaction', 'GET /', undefined, undefined]);
  assert.deepEqual([second.depth, second.kind, second.type, second.statement, second.offsetMicros], [1, 'span', 'db', 'SELECT 1', 5]);
  assert.deepEqual([second.isFailed, second.callCount, first.isFailed], [true, 3, undefined]);
  assert.deepEqual(made.criticalPath, [{ row: 0, fromMicros: 0, toMicros: 5 }, { row: 1, fromMicros: 5, toMicros: 25 }]);
  assert.equal(made.traceId, trace([]).traceId);
});
