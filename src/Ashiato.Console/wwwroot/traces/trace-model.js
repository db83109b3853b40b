/** A trace as arrays: tree, times, kinds. Knows nothing of rows on a screen. */

import { kindOf } from './span-kinds.js';

/** @typedef {import('./types.js').Trace} Trace */

export class TraceModel {
  /** @param {Trace} trace */
  constructor(trace) {
    const { rows } = trace;
    const n = rows.length;
    this.trace = trace;
    this.count = n;
    this.start = Float64Array.from(rows, row => row.offsetMicros);
    this.duration = Float64Array.from(rows, row => row.durationMicros);
    this.self = Float64Array.from(rows, row => row.selfMicros);
    this.depth = Uint32Array.from(rows, row => row.depth);
    this.failed = Uint8Array.from(rows, row => (row.isFailed ? 1 : 0));
    this.kinds = rows.map(kindOf);

    /** @type {number[]} */
    this.roots = [];
    /** Children by start, or null for a leaf. @type {(number[] | null)[]} */
    this.children = new Array(n).fill(null);
    let end = 0;
    for (let i = 0; i < n; i++) {
      const { parent } = rows[i];
      if (parent < 0) this.roots.push(i);
      else (this.children[parent] ??= []).push(i);
      end = Math.max(end, this.start[i] + this.duration[i]);
    }
    /** From the first start to the last end; never 0, so that it can divide. */
    this.total = Math.max(trace.durationMicros, end, 1);

    this.lostByRows = rows.reduce((sum, row) => sum + (row.droppedSpans ?? 0), 0);
    this.onPath = new Uint8Array(n);
    for (const step of trace.criticalPath) this.onPath[step.row] = 1;

    /** @type {Map<number, import('./types.js').TraceError[]>} */
    this.errors = new Map();
    for (const error of trace.errors) {
      const known = this.errors.get(error.row);
      if (known) known.push(error);
      else this.errors.set(error.row, [error]);
    }
    /** @type {(Float64Array | undefined)[]} */
    this.stretches = new Array(n);
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
    return parent >= 0 && service >= 0 && this.row(parent).service !== service;
  }

  /** @param {number} i */
  hasError(i) {
    return this.failed[i] === 1 || (this.row(i).errorCount ?? 0) > 0;
  }

  /** Spans of this transaction that the agent counted and never sent. @param {number} i */
  lost(i) {
    const known = this.row(i).droppedSpans ?? 0;
    if (known > 0 || i !== this.roots[0]) return known;
    return Math.max(0, this.trace.droppedSpans - this.lostByRows);
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
