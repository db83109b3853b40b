/**
 * What a row shows, whatever its place. A *ref* is a number: span `i` is `i`, the spans that transaction `i` lost are `n + i`, group `g`
 * of equal calls is `2n + g`, and what stands aside (kinds of lost spans, log lines) follows behind the groups.
 */

import { foldEqualCalls } from './equal-calls.js';

/** @typedef {import('./trace-model.js').TraceModel} TraceModel */
/** @typedef {{ owner: number, lost: import('./types.js').LostSpans }} LostRow */
/** @typedef {{ owner: number, log: import('./types.js').TraceLog }} LogRow */

export class RowRefs {
  /** @param {TraceModel} model */
  constructor(model) {
    this.model = model;
    const { groups, groupOf } = foldEqualCalls(model);
    this.groups = groups;
    this.groupOf = groupOf;
    /** @type {(LostRow | LogRow)[]} */
    this.asides = [];
    /** @type {Map<number, number[]>} refs by owner */
    this.lostOf = new Map();
    /** @type {Map<number, number[]>} refs by owner */
    this.logsOf = new Map();
    model.trace.rows.forEach(({ lost }, owner) => {
      if (lost) this.lostOf.set(owner, lost.map(each => this.add({ owner, lost: each })));
    });
  }

  /** How many refs there are. */
  get size() {
    return 2 * this.model.count + this.groups.length + this.asides.length;
  }

  /** @param {LostRow | LogRow} aside */
  add(aside) {
    this.asides.push(aside);
    return this.size - 1;
  }

  /** Makes refs of the log lines that came after the tree. */
  addLogs() {
    for (const [owner, logs] of this.model.aside.logs) this.logsOf.set(owner, logs.map(log => this.add({ owner, log })));
  }

  /** True for a span or transaction, not for a row that sums up or stands aside. @param {number} ref */
  isSpan(ref) {
    return ref >= 0 && ref < this.model.count;
  }

  /** @param {number} ref */
  isLost(ref) {
    return ref >= this.model.count && ref < 2 * this.model.count;
  }

  /** @param {number} ref @returns {import('./types.js').EqualCalls | null} */
  group(ref) {
    return this.groups[ref - 2 * this.model.count] ?? null;
  }

  /** @param {number} ref */
  aside(ref) {
    return this.asides[ref - 2 * this.model.count - this.groups.length] ?? null;
  }

  /** The log line that a row shows, or null. @param {number} ref */
  log(ref) {
    const aside = this.aside(ref);
    return aside && 'log' in aside ? aside : null;
  }

  /** The kind of lost spans that a row shows, or null. @param {number} ref */
  lostKind(ref) {
    const aside = this.aside(ref);
    return aside && 'lost' in aside ? aside : null;
  }

  /** True for a row behind which no span stands. @param {number} ref */
  isAside(ref) {
    return this.isLost(ref) || this.aside(ref) !== null;
  }

  /** The span that a row is about: of equal calls the first, of what stands aside the one that it belongs to. @param {number} ref */
  spanOf(ref) {
    if (this.isSpan(ref)) return ref;
    if (this.isLost(ref)) return ref - this.model.count;
    return this.group(ref)?.lead ?? this.aside(ref)?.owner ?? -1;
  }

  /** @param {number} group */
  refOfGroup(group) {
    return 2 * this.model.count + group;
  }

  /** @param {number} i a transaction */
  refOfLost(i) {
    return this.model.count + i;
  }
}
