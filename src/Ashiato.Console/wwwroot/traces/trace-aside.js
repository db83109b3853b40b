/** What is known along a trace beside its rows, by row: errors, log lines, marks, links. Times are those that are shown. */

/** @typedef {import('./types.js').TraceError} TraceError */
/** @typedef {import('./types.js').TraceLog} TraceLog */
/** @typedef {import('./types.js').TraceMark} TraceMark */
/** @typedef {import('./types.js').IncomingLink} IncomingLink */

export class TraceAside {
  /** @param {import('./trace-model.js').TraceModel} model */
  constructor(model) {
    this.model = model;
    /** @type {Map<number, TraceError[]>} */
    this.errors = byKey(model.trace.errors, error => error.row);
    /** @type {Map<number, TraceLog[]>} */
    this.logs = new Map();
    /** @type {Map<number, TraceMark[]>} */
    this.marks = new Map();
    /** @type {Map<number, IncomingLink[]>} */
    this.linkedFrom = new Map();
    this.logCount = 0;
    this.markCount = 0;
    /** @type {TraceError[]} */
    this.sorted = [];
    /** Which times they were sorted by: as sent, or corrected. @type {boolean | null} */
    this.sortedAs = null;
  }

  /** Takes in what came after the tree. @param {import('./types.js').TraceNotes} notes */
  add(notes) {
    /** @type {Map<string, number>} */
    const rowOf = new Map();
    this.model.trace.rows.forEach((row, i) => {
      if (!rowOf.has(row.id)) rowOf.set(row.id, i);
    });
    const root = this.model.roots[0];
    this.logs = byKey(notes.logs, log => rowOf.get(log.spanId ?? '') ?? root);
    this.marks = byKey(notes.marks, mark => rowOf.get(mark.transactionId) ?? root);
    this.linkedFrom = byKey(notes.linkedFrom, link => rowOf.get(link.to) ?? root);
    this.logCount = notes.logs.length;
    this.markCount = notes.marks.length;
  }

  /** Lines of logs, marks and links into the trace. */
  get noteCount() {
    return this.logCount + this.markCount + this.linkedFrom.size;
  }

  /** All errors, the earliest first. @returns {TraceError[]} */
  errorsByTime() {
    const { model } = this;
    if (this.sortedAs !== model.isRaw) {
      this.sortedAs = model.isRaw;
      this.sorted = [...model.trace.errors].sort((a, b) => this.timeOfError(a) - this.timeOfError(b));
    }
    return this.sorted;
  }

  /** When an error happened. @param {TraceError} error */
  timeOfError({ row, offsetMicros }) {
    const { model } = this;
    if (!model.isRaw) return offsetMicros;
    return offsetMicros + model.trace.startMicros - model.epoch - (row < 0 ? 0 : model.row(row).shiftMicros ?? 0);
  }

  /** When a line was written: by the clock of the row that wrote it. @param {number} i @param {TraceLog} log */
  timeOfLog(i, { timestampMicros }) {
    const { model } = this;
    return timestampMicros + (model.isRaw ? 0 : model.row(i).shiftMicros ?? 0) - model.epoch;
  }

  /** @param {number} i @param {TraceMark} mark */
  timeOfMark(i, { atMicros }) {
    return this.model.start[i] + atMicros;
  }

  /** Links out of a row and into it. @param {number} i */
  linkCount(i) {
    return (this.model.row(i).links?.length ?? 0) + (this.linkedFrom.get(i)?.length ?? 0);
  }
}

/**
 * @template T @param {T[]} all @param {(one: T) => number} key
 * @returns {Map<number, T[]>}
 */
function byKey(all, key) {
  /** @type {Map<number, T[]>} */
  const found = new Map();
  for (const one of all) {
    const known = found.get(key(one));
    if (known) known.push(one);
    else found.set(key(one), [one]);
  }
  return found;
}
