/** A trace as arrays: tree, times, kinds. Knows nothing of rows on a screen. */

import { kindOf } from './span-kinds.js';
import { TraceAside } from './trace-aside.js';

/** @typedef {import('./types.js').Trace} Trace */

export class TraceModel {
  /** @param {Trace} trace */
  constructor(trace) {
    const { rows } = trace;
    const n = rows.length;
    this.trace = trace;
    this.count = n;
    this.duration = new Float64Array(n);
    this.depth = new Uint32Array(n);
    this.failed = new Uint8Array(n);
    /** @type {import('./types.js').SpanKind[]} */
    this.kinds = new Array(n);
    this.hasShifts = false;
    this.lostByRows = 0;
    // One turn over the rows: of very many, each turn shows in the time to the first frame.
    for (let i = 0; i < n; i++) {
      const row = rows[i];
      this.duration[i] = row.durationMicros;
      this.depth[i] = row.depth;
      if (row.isFailed) this.failed[i] = 1;
      this.kinds[i] = kindOf(row);
      if (row.shiftMicros) this.hasShifts = true;
      this.lostByRows += row.droppedSpans ?? 0;
    }
    /** True while times are shown as they were sent, although clocks disagreed. */
    this.isRaw = false;
    this.start = new Float64Array(n);
    this.self = new Float64Array(n);

    /** @type {number[]} */
    this.roots = [];
    /** Children by start, or null for a leaf. @type {(number[] | null)[]} */
    this.children = new Array(n).fill(null);
    this.addChildren();
    /** From the first start to the last end; never 0, so that it can divide. */
    this.total = 1;
    /** What the clock said when the first row began, in microseconds since the Unix epoch. */
    this.epoch = trace.startMicros;

    this.onPath = new Uint8Array(n);
    for (const step of trace.criticalPath) this.onPath[step.row] = 1;
    /** @type {(Float64Array | undefined)[]} */
    this.stretches = [];
    this.setRaw(false);
    /** What is known beside the rows: errors, logs, marks, links. */
    this.aside = new TraceAside(this);
  }

  addChildren() {
    const { trace: { rows }, roots, children, count } = this;
    // Counted first: lists that grow by themselves take several times the room.
    const counts = new Uint32Array(count);
    for (let i = 0; i < count; i++) if (rows[i].parent >= 0) counts[rows[i].parent]++;
    for (let i = count - 1; i >= 0; i--) {
      const { parent } = rows[i];
      if (parent < 0) roots.push(i);
      else (children[parent] ??= new Array(counts[parent]))[--counts[parent]] = i;
    }
    roots.reverse();
  }

  /** Places the rows in time: with clocks corrected, or as they were sent. @param {boolean} isRaw */
  setRaw(isRaw) {
    const { trace, count, start, duration } = this;
    this.isRaw = isRaw;
    this.stretches = new Array(count);
    let first = isRaw ? Infinity : 0;
    for (let i = 0; i < count; i++) {
      start[i] = trace.rows[i].offsetMicros - (isRaw ? trace.rows[i].shiftMicros ?? 0 : 0);
      if (start[i] < first) first = start[i];
    }
    this.epoch = trace.startMicros + first;
    let end = isRaw ? 0 : trace.durationMicros;
    for (let i = 0; i < count; i++) {
      start[i] -= first;
      end = Math.max(end, start[i] + duration[i]);
    }
    this.total = Math.max(end, 1);
    if (this.hasShifts) this.sortSiblings();
    for (let i = 0; i < count; i++) this.self[i] = isRaw ? sumOf(this.ownStretches(i)) : trace.rows[i].selfMicros;
  }

  sortSiblings() {
    const byStart = (/** @type {number} */ a, /** @type {number} */ b) => this.start[a] - this.start[b] || a - b;
    this.roots.sort(byStart);
    for (const children of this.children) children?.sort(byStart);
  }

  /** The steps of the critical path, in the time that is shown. */
  get criticalPath() {
    const { trace, isRaw, epoch } = this;
    if (!isRaw) return trace.criticalPath;
    return trace.criticalPath.map(step => {
      const by = trace.startMicros - epoch - (trace.rows[step.row].shiftMicros ?? 0);
      return { row: step.row, fromMicros: step.fromMicros + by, toMicros: step.toMicros + by };
    });
  }

  /** @param {number} i */
  row(i) {
    return this.trace.rows[i];
  }

  /** @param {number} i */
  end(i) {
    return this.start[i] + this.duration[i];
  }

  /** @param {number} i */
  parent(i) {
    return this.trace.rows[i].parent;
  }

  /** @param {number} i */
  service(i) {
    return this.trace.services[this.trace.rows[i].service];
  }

  /** True where a call crosses from one service into another. @param {number} i */
  entersService(i) {
    const { parent, service } = this.row(i);
    let above = parent;
    // A parent that never came belongs to whoever called it.
    while (above >= 0 && this.row(above).service < 0) above = this.parent(above);
    return above >= 0 && service >= 0 && this.row(above).service !== service;
  }

  /** True where a call leaves for another service, or comes from one. @param {number} i */
  isBetweenServices(i) {
    return this.parent(i) < 0 || this.entersService(i) || (this.children[i]?.some(child => this.entersService(child)) ?? false);
  }

  /** @param {number} i */
  hasError(i) {
    return this.failed[i] === 1 || (this.row(i).errorCount ?? 0) > 0;
  }

  /** What the row took: folded calls together, without the gaps between them. @param {number} i */
  busy(i) {
    return this.row(i).callSumMicros || this.duration[i];
  }

  /** How many calls the row stands for. @param {number} i */
  calls(i) {
    return this.row(i).callCount ?? 1;
  }

  /** Spans of this transaction that the agent counted and never sent. @param {number} i */
  lost(i) {
    const { droppedSpans = 0, lost } = this.row(i);
    const known = Math.max(droppedSpans, lost?.reduce((sum, each) => sum + each.count, 0) ?? 0);
    if (known > 0 || i !== this.roots[0]) return known;
    return Math.max(0, this.trace.droppedSpans - this.lostByRows);
  }

  /** Where the last thing below an unfinished row ended: it lasted at least until then. @param {number} i */
  knownEnd(i) {
    let end = this.end(i);
    for (const child of this.children[i] ?? []) end = Math.max(end, this.end(child));
    return end;
  }

  /**
   * The stretches in which a row worked itself while no child did: from, to, from, to, …
   * @param {number} i
   */
  ownStretches(i) {
    const known = this.stretches[i];
    if (known) return known;

    const end = this.end(i);
    let at = this.start[i];
    const stretches = [];
    for (const child of this.children[i] ?? []) {
      const until = Math.min(end, this.start[child]);
      if (until > at) stretches.push(at, until);
      at = Math.max(at, this.end(child));
    }
    if (at < end) stretches.push(at, end);
    return (this.stretches[i] = Float64Array.from(stretches));
  }

  /** The row of a span id, or −1. @param {string} id */
  indexOf(id) {
    return this.trace.rows.findIndex(row => row.id === id);
  }
}

/** @param {Float64Array} stretches */
function sumOf(stretches) {
  let sum = 0;
  for (let k = 0; k < stretches.length; k += 2) sum += stretches[k + 1] - stretches[k];
  return sum;
}
