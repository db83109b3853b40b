/**
 * The rows in sight: which are open, which are hidden, in which order they stand.
 *
 * A *ref* names what a row shows, whatever its place: span `i` is `i`, the spans that transaction `i` lost are
 * `n + i`, and group `g` of equal calls is `2n + g`.
 */

import { foldEqualCalls } from './equal-calls.js';

/** @typedef {import('./trace-model.js').TraceModel} TraceModel */
/** @typedef {(ref: number) => boolean} HideTest */

export class RowList {
  /** @param {TraceModel} model */
  constructor(model) {
    this.model = model;
    const { groups, groupOf } = foldEqualCalls(model);
    this.groups = groups;
    this.groupOf = groupOf;
    this.isFolding = true;
    this.open = new Uint8Array(model.count).fill(1);
    this.groupOpen = new Uint8Array(groups.length);
    /** @type {HideTest | null} */
    this.hide = null;
    this.rows = new Int32Array(0);
    this.depths = new Uint32Array(0);
    /** The row above that encloses each row, or −1. */
    this.parents = new Int32Array(0);
    this.position = new Int32Array(2 * model.count + groups.length);
    this.refresh();
  }

  get length() {
    return this.rows.length;
  }

  /** @param {number} ref */
  isLost(ref) {
    return ref >= this.model.count && ref < 2 * this.model.count;
  }

  /** The transaction whose spans were lost. @param {number} ref */
  lostFrom(ref) {
    return ref - this.model.count;
  }

  /** @param {number} ref */
  group(ref) {
    return ref >= 2 * this.model.count ? this.groups[ref - 2 * this.model.count] : null;
  }

  /** The span that a row is about; for equal calls, the first of them. @param {number} ref */
  spanOf(ref) {
    return this.group(ref)?.lead ?? (this.isLost(ref) ? this.lostFrom(ref) : ref);
  }

  /** Whether any span behind the row passes. @param {number} ref @param {(i: number) => unknown} test */
  some(ref, test) {
    if (this.isLost(ref)) return false;
    const group = this.group(ref);
    return group ? group.members.some(i => test(i)) : Boolean(test(ref));
  }

  /** @param {number} ref */
  canOpen(ref) {
    return this.group(ref) !== null || (!this.isLost(ref) && (this.model.children[ref] !== null || this.model.lost(ref) > 0));
  }

  /** @param {number} ref */
  isOpen(ref) {
    const group = this.group(ref);
    return group ? this.groupOpen[group.id] === 1 : this.open[ref] === 1;
  }

  /** The row that shows a ref, or −1 when it is folded away. @param {number} ref */
  rowOf(ref) {
    return ref < 0 ? -1 : this.position[ref];
  }

  /** The row that shows a span or the equal calls it is folded into, or −1. @param {number} i */
  nearestRowOf(i) {
    const row = this.position[i];
    return row >= 0 || this.groupOf[i] < 0 ? row : this.position[2 * this.model.count + this.groupOf[i]];
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
    else this.open[ref] = isOpen ? 1 : 0;
    this.refresh();
  }

  /** Folds everything below the roots, or unfolds it when it is folded. */
  toggleAll() {
    const { model } = this;
    const anyOpen = this.open.some((isOpen, i) => isOpen && model.depth[i] > 0 && model.children[i]);
    for (let i = 0; i < model.count; i++) this.open[i] = anyOpen && model.depth[i] > 0 ? 0 : 1;
    this.refresh();
  }

  /** Opens as many levels as fit, never fewer than one. @param {number} rows */
  openToFit(rows) {
    const { model } = this;
    let deepest = 0;
    for (const depth of model.depth) deepest = Math.max(deepest, depth);
    const openLevels = (/** @type {number} */ levels) => {
      for (let i = 0; i < model.count; i++) this.open[i] = model.depth[i] < levels ? 1 : 0;
      this.refresh();
    };
    let levels = 1;
    openLevels(levels);
    while (levels <= deepest && this.length <= rows) openLevels(++levels);
    if (this.length > rows && levels > 1) openLevels(levels - 1);
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
      if (this.isLost(ref) || (!isHidden && !this.isOpen(ref))) continue;
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
    const n = this.model.count;
    const group = this.group(ref);
    if (group) return group.members;

    const children = this.model.children[ref] ?? [];
    const lost = this.model.lost(ref) > 0;
    if (!lost && (!this.isFolding || this.groups.length === 0)) return children;

    const refs = [];
    const seen = new Set();
    for (const child of children) {
      const id = this.isFolding ? this.groupOf[child] : -1;
      if (id < 0) refs.push(child);
      else if (!seen.has(id)) {
        seen.add(id);
        refs.push(2 * n + id);
      }
    }
    if (lost) refs.push(n + ref);
    return refs;
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
