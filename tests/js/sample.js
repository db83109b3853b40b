/** Small traces for the tests: valid rows, in display order. */

import { TraceModel } from '../../src/Ashiato.Console/wwwroot/traces/trace-model.js';

/** A row of the wire format; a test names only what it is about. */
export const row = overrides => ({
  id: 'ab', parent: -1, depth: 0, kind: 'span', name: 'work', service: 0, offsetMicros: 0, durationMicros: 100, selfMicros: 100, ...overrides,
});

export const request = overrides => row({ kind: 'transaction', type: 'request', name: 'GET /', durationMicros: 100_000, ...overrides });

export const query = (offsetMicros, overrides) => row({
  parent: 0, depth: 1, name: 'SELECT FROM users', type: 'db', subtype: 'mysql', action: 'query', statement: 'SELECT * FROM users WHERE id = ?',
  offsetMicros, ...overrides,
});

export const prepare = (offsetMicros, overrides) => query(offsetMicros, { action: 'prepare', ...overrides });

export const trace = (rows, overrides) => ({
  traceId: '0'.repeat(31) + '1', startMicros: 0, durationMicros: 100_000, services: [{ name: 'shop' }, { name: 'shipment' }], rows,
  criticalPath: [], errors: [], droppedSpans: 0, isTruncated: false, ...overrides,
});

export const model = (rows, overrides) => new TraceModel(trace(rows.map((each, i) => ({ ...each, id: String(i) })), overrides));
