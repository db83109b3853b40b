/**
 * Equal siblings fold into one row: what is small and repeats should not hide what is big.
 * A prepare and its query are one thing to the reader, the same statement in two steps, and fold together.
 */

/** @typedef {import('./types.js').EqualCalls} EqualCalls */
/** @typedef {import('./trace-model.js').TraceModel} TraceModel */

const FEWEST_CALLS = 3;
/** Calls that take more than this share of the trace on average stay apart. */
const BIG_SHARE = 0.05;

/** @type {WeakMap<TraceModel, Int32Array>} */
const keys = new WeakMap();

/** What makes two calls equal, as a number: equal calls have the same. @param {TraceModel} model @param {number} i */
export const callKey = (model, i) => keysOf(model)[i];

/** @param {TraceModel} model */
function keysOf(model) {
  const known = keys.get(model);
  if (known) return known;
  const texts = new Numbers();
  const calls = new Numbers();
  const made = new Int32Array(model.count);
  for (let i = 0; i < model.count; i++) {
    const { name, statement, url, service } = model.row(i);
    const kind = model.kinds[i] === 'prepare' ? 'query' : model.kinds[i];
    // Texts are many but few differ: numbers for them make the keys cheap.
    const what = texts.of(texts.of(texts.of(texts.of(0, name), statement), url), kind);
    made[i] = calls.of(what, service);
  }
  keys.set(model, made);
  return made;
}

/** Numbers for values below numbers. */
class Numbers {
  constructor() {
    /** @type {Map<string | number | undefined, number>[]} */
    this.below = [];
    this.last = 0;
  }

  /** @param {number} above @param {string | number | undefined} text */
  of(above, text) {
    const known = (this.below[above] ??= new Map());
    let number = known.get(text);
    if (number === undefined) known.set(text, number = ++this.last);
    return number;
  }
}

/**
 * @param {TraceModel} model
 * @returns {{ groups: EqualCalls[], groupOf: Int32Array }} groupOf holds −1 for rows that stand alone
 */
export function foldEqualCalls(model) {
  /** @type {EqualCalls[]} */
  const groups = [];
  const groupOf = new Int32Array(model.count).fill(-1);

  const keys = keysOf(model);
  // The parent below which a key was seen last: most children have no equal, and cost no more than this.
  const seenBelow = new Int32Array(keys.length > 0 ? mostOf(keys) + 1 : 0).fill(-1);

  model.children.forEach((children, parent) => {
    if (!children || children.length < 2) return;
    let hasEquals = false;
    for (const child of children) {
      hasEquals ||= seenBelow[keys[child]] === parent;
      seenBelow[keys[child]] = parent;
    }
    if (!hasEquals) return;
    for (const members of alike(children, keys)) {
      const group = members.length > 1 ? asGroup(model, parent, members, groups.length) : null;
      if (!group) continue;
      groups.push(group);
      for (const member of members) groupOf[member] = group.id;
    }
  });
  return { groups, groupOf };
}

/** @param {number[]} children @param {Int32Array} keys */
function alike(children, keys) {
  /** @type {Map<number, number[]>} */
  const byKey = new Map();
  for (const child of children) {
    const known = byKey.get(keys[child]);
    if (known) known.push(child);
    else byKey.set(keys[child], [child]);
  }
  return byKey.values();
}

/** @param {Int32Array} numbers */
function mostOf(numbers) {
  let most = 0;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/**
 * @param {TraceModel} model @param {number} parent @param {number[]} members @param {number} id
 * @returns {EqualCalls | null} null when the members should stay apart
 */
function asGroup(model, parent, members, id) {
  const prepares = members.filter(i => model.kinds[i] === 'prepare');
  const calls = prepares.length === 0 ? members : members.filter(i => model.kinds[i] !== 'prepare');
  const isQueryWithPrepare = prepares.length > 0 && calls.length > 0;
  if (calls.length < FEWEST_CALLS && !isQueryWithPrepare) return null;

  const sumMicros = members.reduce((total, i) => total + model.busy(i), 0);
  if (!isQueryWithPrepare && sumMicros / members.length > model.total * BIG_SHARE) return null;

  /** @type {Float64Array | undefined} */
  let known;
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
    // Few groups are ever looked at so closely.
    get sorted() {
      return (known ??= Float64Array.from(calls, i => model.duration[i]).sort());
    },
    isFailed: members.some(i => model.failed[i]),
  };
}

/** @param {number[]} rows @param {Float64Array} values */
const sum = (rows, values) => rows.reduce((total, i) => total + values[i], 0);
