/** Rows of a trace that came in columns (`/api/traces/{id}/columns`): each looks its values up, none is copied. */

/**
 * @typedef {object} TraceColumns
 * @property {import('./types.js').Trace} trace without its rows and its critical path
 * @property {string[]} texts
 * @property {string[]} id
 * @property {number[]} parent
 * @property {number[]} kind
 * @property {number[]} service
 * @property {number[]} offset
 * @property {number[]} duration
 * @property {number[]} self
 * @property {Record<string, number[]>} text
 * @property {Record<string, Partial<import('./types.js').TraceRow>>} rest
 * @property {{ row: number[], from: number[], to: number[] }} critical
 */

/** @type {import('./types.js').TraceRow['kind'][]} */
const kinds = ['transaction', 'span', 'missing'];

/** A column that no row has a value in. @type {number[]} */
const none = [];

/** What all rows of a trace look their values up in. */
class Columns {
  /** @param {TraceColumns} columns */
  constructor({ texts, id, parent, kind, service, offset, duration, self, text }) {
    this.texts = texts;
    this.id = id;
    this.parent = parent;
    this.kind = kind;
    this.service = service;
    this.offset = offset;
    this.duration = duration;
    this.self = self;
    this.name = text.name ?? none;
    this.type = text.type ?? none;
    this.subtype = text.subtype ?? none;
    this.action = text.action ?? none;
    this.result = text.result ?? none;
    this.statement = text.statement ?? none;
    this.method = text.method ?? none;
    this.url = text.url ?? none;
    this.destination = text.destination ?? none;
    this.depth = new Uint32Array(id.length);
    for (let i = 0; i < id.length; i++) this.depth[i] = parent[i] < 0 ? 0 : this.depth[parent[i]] + 1;
  }
}

class ColumnRow {
  /** @param {Columns} columns @param {number} i */
  constructor(columns, i) {
    this.columns = columns;
    this.i = i;
  }

  get id() { return this.columns.id[this.i]; }
  get parent() { return this.columns.parent[this.i]; }
  get depth() { return this.columns.depth[this.i]; }
  get kind() { return kinds[this.columns.kind[this.i]]; }
  get service() { return this.columns.service[this.i]; }
  get offsetMicros() { return this.columns.offset[this.i]; }
  get durationMicros() { return this.columns.duration[this.i]; }
  get selfMicros() { return this.columns.self[this.i]; }
  get name() { return this.columns.texts[this.columns.name[this.i]] ?? ''; }
  get type() { return this.columns.texts[this.columns.type[this.i]]; }
  get subtype() { return this.columns.texts[this.columns.subtype[this.i]]; }
  get action() { return this.columns.texts[this.columns.action[this.i]]; }
  get result() { return this.columns.texts[this.columns.result[this.i]]; }
  get statement() { return this.columns.texts[this.columns.statement[this.i]]; }
  get method() { return this.columns.texts[this.columns.method[this.i]]; }
  get url() { return this.columns.texts[this.columns.url[this.i]]; }
  get destination() { return this.columns.texts[this.columns.destination[this.i]]; }
}

/** @param {TraceColumns} columns @returns {import('./types.js').Trace} */
export function fromColumns(columns) {
  const shared = new Columns(columns);
  /** @type {import('./types.js').TraceRow[]} */
  const rows = new Array(columns.id.length);
  for (let i = 0; i < rows.length; i++) rows[i] = new ColumnRow(shared, i);
  for (const [i, more] of Object.entries(columns.rest)) Object.assign(rows[Number(i)], more);
  const { row, from, to } = columns.critical;
  return { ...columns.trace, rows, criticalPath: row.map((at, k) => ({ row: at, fromMicros: from[k], toMicros: to[k] })) };
}
