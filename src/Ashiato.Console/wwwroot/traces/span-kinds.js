/** What a row is to the reader: a request, a query, an HTTP call. Decides colour, name and how calls fold. */

/** @typedef {import('./types.js').SpanKind} SpanKind */
/** @typedef {import('./types.js').TraceRow} TraceRow */

/** The colour of each kind, as a token name. @type {Record<SpanKind, string>} */
export const kindHues = {
  request: '--c-kakitsubata',
  query: '--c-asagi',
  http: '--c-yamabuki',
  internal: '--c-wakatake',
  prepare: '--c-fuji',
  message: '--c-kaki',
  cache: '--c-tsutsuji',
  template: '--c-rikyu',
  connect: '--c-nibi',
  missing: '--ink-4',
};

/** The text that names each kind. @type {Record<SpanKind, string>} */
export const kindTexts = {
  request: 'KindRequest',
  query: 'KindQuery',
  http: 'KindHttp',
  internal: 'KindInternal',
  prepare: 'KindPrepare',
  message: 'KindMessage',
  cache: 'KindCache',
  template: 'KindTemplate',
  connect: 'KindConnect',
  missing: 'KindMissing',
};

const caches = new Set(['redis', 'memcached', 'memcache', 'valkey', 'hazelcast', 'ehcache']);
const connects = new Set(['connect', 'connection', 'ping', 'reset']);

/** Few combinations of types make up a trace of many rows. @typedef {Map<string | undefined, any>} Known by type, subtype, action and kind */
/** @type {Known} */
let known = new Map();
let knownCount = 0;
const MOST_KNOWN = 2_000;

/** @param {TraceRow} row @returns {SpanKind} */
export function kindOf(row) {
  if (knownCount >= MOST_KNOWN) {
    known = new Map();
    knownCount = 0;
  }
  const alike = below(below(below(known, row.type), row.subtype), row.action);
  let kind = alike.get(row.kind);
  if (kind) return kind;
  kind = decide(row);
  alike.set(row.kind, kind);
  knownCount++;
  return kind;
}

/** @param {Known} map @param {string | undefined} key @returns {Known} */
function below(map, key) {
  let next = map.get(key);
  if (!next) map.set(key, next = new Map());
  return next;
}

/** @param {TraceRow} row @returns {SpanKind} */
function decide(row) {
  if (row.kind === 'missing') return 'missing';
  const type = (row.type ?? '').toLowerCase();
  const family = type.split('.')[0];
  if (family === 'messaging') return 'message';
  if (row.kind === 'transaction') return 'request';

  const subtype = (row.subtype ?? type.split('.')[1] ?? '').toLowerCase();
  const action = (row.action ?? type.split('.')[2] ?? '').toLowerCase();
  if (family === 'cache' || caches.has(subtype)) return 'cache';
  if (family === 'db') return action === 'prepare' ? 'prepare' : connects.has(action) ? 'connect' : 'query';
  if (family === 'external') return 'http';
  if (family === 'template' || family === 'view') return 'template';
  return 'internal';
}
