/**
 * Equal siblings fold into one row: what is small and repeats should not hide what is big.
 * A prepare and its query are one thing to the reader, the same statement in two steps, and fold together.
 */

/** @typedef {import('./types.js').EqualCalls} EqualCalls */
/** @typedef {import('./trace-model.js').TraceModel} TraceModel */

const FEWEST_CALLS = 3;
/** Calls that take more than this share of the trace on average stay apart. */
const BIG_SHARE = 0.05;

/** What makes two calls equal. @param {TraceModel} model @param {number} i */
export function callKey(model, i) {
  const row = model.row(i);
  const kind = model.kinds[i] === 'prepare' ? 'query' : model.kinds[i];
  return `${kind}\0${row.service}\0${row.name}\0${row.statement ?? ''}\0${row.url ?? ''}`;
}

/**
 * @param {TraceModel} model
 * @returns {{ groups: EqualCalls[], groupOf: Int32Array }} groupOf holds −1 for rows that stand alone
 */
export function foldEqualCalls(model) {
  /** @type {EqualCalls[]} */
  const groups = [];
  const groupOf = new Int32Array(model.count).fill(-1);

  model.children.forEach((children, parent) => {
    if (!children || children.length < 2) return;
    /** @type {Map<string, number[]>} */
    const byKey = new Map();
    for (const child of children) {
      const key = callKey(model, child);
      const alike = byKey.get(key);
      if (alike) alike.push(child);
      else byKey.set(key, [child]);
    }
    for (const members of byKey.values()) {
      const group = members.length > 1 ? asGroup(model, parent, members, groups.length) : null;
      if (!group) continue;
      groups.push(group);
      for (const member of members) groupOf[member] = group.id;
    }
  });
  return { groups, groupOf };
}

/**
 * @param {TraceModel} model @param {number} parent @param {number[]} members @param {number} id
 * @returns {EqualCalls | null} null when the members should stay apart
 */
function asGroup(model, parent, members, id) {
  const calls = members.filter(i => model.kinds[i] !== 'prepare');
  const prepares = members.filter(i => model.kinds[i] === 'prepare');
  const isQueryWithPrepare = prepares.length > 0 && calls.length > 0;
  if (calls.length < FEWEST_CALLS && !isQueryWithPrepare) return null;

  const sumMicros = members.reduce((total, i) => total + model.busy(i), 0);
  if (!isQueryWithPrepare && sumMicros / members.length > model.total * BIG_SHARE) return null;

  return {
    id,
    parent,
    members,
    calls,
    callCount: calls.reduce((total, i) => total + model.calls(i), 0),
    lead: calls[0],
    prepareCount: prepares.length,
    prepareMicros: sum(prepares, model.duration),
    sumMicros,
    startMicros: model.start[members[0]],
    endMicros: members.reduce((end, i) => Math.max(end, model.end(i)), 0),
    sorted: Float64Array.from(calls, i => model.duration[i]).sort(),
    isFailed: members.some(i => model.failed[i]),
  };
}

/** @param {number[]} rows @param {Float64Array} values */
const sum = (rows, values) => rows.reduce((total, i) => total + values[i], 0);
