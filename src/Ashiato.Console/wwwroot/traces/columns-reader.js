/** Makes rows of a trace that came in columns (`/api/traces/{id}/columns`). */

/**
 * @typedef {object} TraceColumns
 * @property {import('./types.js').Trace} trace without its rows
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
 */

/** @type {import('./types.js').TraceRow['kind'][]} */
const kinds = ['transaction', 'span', 'missing'];

/** @param {TraceColumns} columns @returns {import('./types.js').Trace} */
export function fromColumns({ trace, texts, id, parent, kind, service, offset, duration, self, text, rest }) {
  const { name, type, subtype, action, result, statement, method, url, destination } = text;
  const textAt = (/** @type {number[] | undefined} */ column, /** @type {number} */ i) => (column ? texts[column[i]] : undefined);
  /** @type {import('./types.js').TraceRow[]} */
  const rows = new Array(id.length);
  for (let i = 0; i < id.length; i++) {
    rows[i] = {
      id: id[i],
      parent: parent[i],
      depth: parent[i] < 0 ? 0 : rows[parent[i]].depth + 1,
      kind: kinds[kind[i]],
      name: textAt(name, i) ?? '',
      service: service[i],
      type: textAt(type, i),
      subtype: textAt(subtype, i),
      action: textAt(action, i),
      result: textAt(result, i),
      statement: textAt(statement, i),
      method: textAt(method, i),
      url: textAt(url, i),
      destination: textAt(destination, i),
      offsetMicros: offset[i],
      durationMicros: duration[i],
      selfMicros: self[i],
    };
  }
  for (const [i, more] of Object.entries(rest)) Object.assign(rows[Number(i)], more);
  return { ...trace, rows };
}
