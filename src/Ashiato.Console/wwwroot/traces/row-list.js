/** The rows in sight: which are open, which are hidden, in which order they stand. What a ref is, `row-refs.js` says. */

import { RowRefs } from './row-refs.js';

/** @typedef {import('./trace-model.js').TraceModel} TraceModel */
/** @typedef {(ref: number) => boolean} HideTest */

export class RowList {
  /** @param {TraceModel} model @param {boolean} [isLaidOut] false to lay the rows out later, when it is known how many may be open */
  constructor(model, isLaidOut = true) {
    this.model = model;
    this.refs = new RowRefs(model);
    this.isFolding = true;
    /** Whether log lines stand below the spans that wrote them. */
    this.hasLogs = false;
    this.open = new Uint8Array(model.count).fill(1);
    this.groupOpen = new Uint8Array(this.refs.groups.length);
    /** Transactions whose lost spans are told by kind. */
    this.lostOpen = new Set();
    /** @type {HideTest | null} */
    this.hide = null;
    this.rows = new Int32Array(0);
    this.depths = new Uint32Array(0);
    /** The row above that encloses each row, or −1. */
    this.parents = new Int32Array(0);
    this.position = new Int32Array(this.refs.size);
    if (isLaidOut) this.refresh();
  }

  get length() {
    return this.rows.length;
  }

  get groups() {
    return this.refs.groups;
  }

  get groupOf() {
    return this.refs.groupOf;
  }

  /** Folds equal calls anew, after times or order have changed. */
  regroup() {
    this.refs = new RowRefs(this.model);
    this.refs.addLogs();
    this.groupOpen = new Uint8Array(this.refs.groups.length);
    this.position = new Int32Array(this.refs.size);
    this.refresh();
  }

  /** Takes in the log lines that came after the tree. */
  addLogs() {
    this.refs.addLogs();
    this.position = new Int32Array(this.refs.size);
    this.refresh();
  }

  /** @param {number} ref */
  isLost(ref) {
    return this.refs.isLost(ref);
  }

  /** @param {number} ref */
  isAside(ref) {
    return this.refs.isAside(ref);
  }

  /** @param {number} ref */
  group(ref) {
    return this.refs.group(ref);
  }

  /** @param {number} ref */
  spanOf(ref) {
    return this.refs.spanOf(ref);
  }

  /** Whether any span behind the row passes. @param {number} ref @param {(i: number) => unknown} test */
  some(ref, test) {
    if (this.isAside(ref)) return false;
    const group = this.group(ref);
    return group ? group.members.some(i => test(i)) : Boolean(test(ref));
  }

  /** @param {number} ref */
  canOpen(ref) {
    const { refs, model } = this;
    if (refs.group(ref)) return true;
    if (refs.isLost(ref)) return refs.lostOf.has(refs.spanOf(ref));
    if (!refs.isSpan(ref)) return false;
    return model.children[ref] !== null || model.lost(ref) > 0 || (this.hasLogs && refs.logsOf.has(ref));
  }

  /** @param {number} ref */
  isOpen(ref) {
    const group = this.group(ref);
    if (group) return this.groupOpen[group.id] === 1;
    return this.isLost(ref) ? this.lostOpen.has(ref) : this.open[ref] === 1;
  }

  /** The row that shows a ref, or −1 when it is folded away. @param {number} ref */
  rowOf(ref) {
    return ref < 0 ? -1 : this.position[ref] ?? -1;
  }

  /** The row that shows a span or the equal calls it is folded into, or −1. @param {number} i */
  nearestRowOf(i) {
    const row = this.position[i];
    return row >= 0 || this.groupOf[i] < 0 ? row : this.position[this.refs.refOfGroup(this.groupOf[i])];
  }

  /** The row that shows a span, its equal calls, or the nearest ancestor in sight. @param {number} i */
  nearestShownRowOf(i) {
    for (let at = i; at >= 0; at = this.model.parent(at)) {
      const row = this.nearestRowOf(at);
      if (row >= 0) return row;
    }
    return 0;
  }

  /** @param {number} ref @param {boolean} isOpen */
  setOpen(ref, isOpen) {
    const group = this.group(ref);
    if (group) this.groupOpen[group.id] = isOpen ? 1 : 0;
    else if (!this.isLost(ref)) this.open[ref] = isOpen ? 1 : 0;
    else if (isOpen) this.lostOpen.add(ref);
    else this.lostOpen.delete(ref);
    this.refresh();
  }

  /** Folds everything below the roots, or unfolds it when it is folded. */
  toggleAll() {
    const { model } = this;
    const anyOpen = this.open.some((isOpen, i) => isOpen && model.depth[i] > 0 && model.children[i]);
    for (let i = 0; i < model.count; i++) this.open[i] = anyOpen && model.depth[i] > 0 ? 0 : 1;
    this.refresh();
  }

  /** Whether everything that a service did is folded. @param {number} service */
  isServiceFolded(service) {
    return this.entriesOf(service).every(i => this.open[i] === 0);
  }

  /** Folds everything that a service did, wherever it was called; or unfolds it. @param {number} service @param {boolean} isFolded */
  foldService(service, isFolded) {
    for (const i of this.entriesOf(service)) this.open[i] = isFolded ? 0 : 1;
    this.refresh();
  }

  /** Where a service begins to work and has something below. @param {number} service @returns {number[]} */
  entriesOf(service) {
    const { model } = this;
    const entries = [];
    for (let i = 0; i < model.count; i++) {
      const parent = model.parent(i);
      if (model.row(i).service === service && model.children[i] && (parent < 0 || model.row(parent).service !== service)) entries.push(i);
    }
    return entries;
  }

  /** Opens as many levels as fit, never fewer than one. @param {number} rows */
  openToFit(rows) {
    const { model } = this;
    let deepest = 0;
    for (const depth of model.depth) deepest = Math.max(deepest, depth);
    let levels = 1;
    while (levels < deepest + 1 && this.countOfLevels(levels + 1, rows) <= rows) levels++;
    this.openLevels(levels);
  }

  /** How many rows there would be; stops counting soon after there are more than enough. @param {number} levels @param {number} enough */
  countOfLevels(levels, enough) {
    const { model, groupOf } = this;
    const seen = new Set();
    const isInGroup = new Uint8Array(model.count);
    let rows = 0;
    for (let i = 0; i < model.count && rows <= enough; i++) {
      const parent = model.parent(i);
      const group = this.isFolding ? groupOf[i] : -1;
      // What is inside folded calls is out of sight.
      const isHidden = parent >= 0 && isInGroup[parent] === 1;
      if (isHidden || group >= 0) isInGroup[i] = 1;
      if (isHidden || model.depth[i] > levels || (group >= 0 && seen.has(group))) continue;
      if (group >= 0) seen.add(group);
      rows += model.depth[i] < levels && model.lost(i) > 0 ? 2 : 1;
    }
    return rows;
  }

  /** @param {number} levels */
  openLevels(levels) {
    const { model, open } = this;
    for (let i = 0; i < model.count; i++) open[i] = model.depth[i] < levels ? 1 : 0;
    this.refresh();
  }

  /** Opens whatever hides a span. @param {number} i */
  reveal(i) {
    for (let at = i; at >= 0; at = this.model.parent(at)) {
      if (at !== i) this.open[at] = 1;
      if (this.groupOf[at] >= 0) this.groupOpen[this.groupOf[at]] = 1;
    }
    this.refresh();
  }

  /** Lays the rows out anew. A hidden row leaves its place to its children. */
  refresh() {
    /** @type {number[]} */ const rows = [];
    /** @type {number[]} */ const depths = [];
    /** @type {number[]} */ const parents = [];
    // Deep traces would overflow a recursion: what is still to be shown waits on a stack, in reverse.
    const refs = [...this.model.roots].reverse();
    const waitingDepths = refs.map(() => 0);
    const waitingParents = refs.map(() => -1);
    while (refs.length > 0) {
      const ref = /** @type {number} */ (refs.pop());
      const depth = /** @type {number} */ (waitingDepths.pop());
      const parent = /** @type {number} */ (waitingParents.pop());
      const isHidden = this.hide?.(ref) ?? false;
      const at = isHidden ? parent : rows.length;
      if (!isHidden) {
        rows.push(ref);
        depths.push(depth);
        parents.push(parent);
      }
      if (!this.canOpen(ref) || (!isHidden && !this.isOpen(ref))) continue;
      const below = this.below(ref);
      for (let k = below.length - 1; k >= 0; k--) {
        refs.push(below[k]);
        waitingDepths.push(isHidden ? depth : depth + 1);
        waitingParents.push(at);
      }
    }
    this.rows = Int32Array.from(rows);
    this.depths = Uint32Array.from(depths);
    this.parents = Int32Array.from(parents);
    this.position.fill(-1);
    for (let row = 0; row < rows.length; row++) this.position[rows[row]] = row;
    this.siblings = null;
  }

  /** What a row opens into. @param {number} ref @returns {number[]} */
  below(ref) {
    const { refs } = this;
    const group = refs.group(ref);
    if (group) return group.members;
    if (refs.isLost(ref)) return refs.lostOf.get(refs.spanOf(ref)) ?? [];

    const children = this.model.children[ref] ?? [];
    const isLosing = this.model.lost(ref) > 0;
    const logs = this.hasLogs ? refs.logsOf.get(ref) : undefined;
    if (!isLosing && !logs && (!this.isFolding || this.groups.length === 0)) return children;

    /** @type {number[]} */
    const shown = [];
    const seen = new Set();
    for (const child of children) {
      const id = this.isFolding ? this.groupOf[child] : -1;
      if (id < 0) shown.push(child);
      else if (!seen.has(id)) {
        seen.add(id);
        shown.push(refs.refOfGroup(id));
      }
    }
    if (isLosing) shown.push(refs.refOfLost(ref));
    return logs ? this.withLogs(ref, shown, logs) : shown;
  }

  /** Puts log lines between the calls where they were written. @param {number} owner @param {number[]} shown @param {number[]} logs */
  withLogs(owner, shown, logs) {
    const { refs, model } = this;
    const timeOf = (/** @type {number} */ ref) => {
      const line = refs.log(ref);
      if (line) return model.aside.timeOfLog(owner, line.log);
      return refs.isLost(ref) ? Infinity : refs.group(ref)?.startMicros ?? model.start[ref];
    };
    return [...shown, ...logs].sort((a, b) => timeOf(a) - timeOf(b));
  }

  /** Place among the siblings in sight, and how many they are; both count from 1. @param {number} row */
  placeOf(row) {
    if (!this.siblings) {
      const counts = new Int32Array(this.length + 1);
      const places = new Int32Array(this.length);
      for (let r = 0; r < this.length; r++) places[r] = ++counts[this.parents[r] + 1];
      this.siblings = { counts, places };
    }
    return { place: this.siblings.places[row], of: this.siblings.counts[this.parents[row] + 1] };
  }
}
