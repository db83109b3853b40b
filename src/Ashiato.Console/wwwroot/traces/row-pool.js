/** The names and columns: elements that are used again for other rows as the reader scrolls. */

import { append, h } from './dom.js';
import { duration } from './format.js';
import { nameCell } from './row-label.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */
/** @typedef {{ element: HTMLElement, name: HTMLElement, cells: HTMLElement[] } & Shown} PooledRow */
/** @typedef {{ ref: number, version: number, row: number, busy: boolean }} Shown what an element shows at present */

export class RowPool {
  /** @param {Waterfall} waterfall @param {HTMLElement} parent */
  constructor(waterfall, parent) {
    this.waterfall = waterfall;
    this.parent = parent;
    /** @type {PooledRow[]} */
    this.pool = [];
    /** @type {WeakMap<Element, PooledRow>} */
    this.byElement = new WeakMap();
  }

  /** Forgets all elements: there are other columns now. */
  clear() {
    for (const { element } of this.pool) element.remove();
    this.pool = [];
  }

  /** The row that an element stands for at present, or −1. @param {Element | null} element */
  rowOf(element) {
    return (element && this.byElement.get(element)?.row) ?? -1;
  }

  /**
   * Shows exactly these rows. An element that already shows a row keeps it.
   * @param {{ row: number, y: number, isSticky: boolean, isLastSticky: boolean }[]} places
   */
  show(places) {
    const { list, version } = this.waterfall;
    /** @type {Map<number, PooledRow>} */
    const byRef = new Map();
    for (const pooled of this.pool) {
      pooled.busy = false;
      if (pooled.version === version) byRef.set(pooled.ref, pooled);
    }
    const waiting = [];
    for (const place of places) {
      const kept = byRef.get(list.rows[place.row]);
      if (!kept) {
        waiting.push(place);
        continue;
      }
      kept.busy = true;
      this.place(kept, place);
    }
    let next = 0;
    for (const place of waiting) {
      while (next < this.pool.length && this.pool[next].busy) next++;
      const pooled = this.pool[next] ?? this.add();
      pooled.busy = true;
      this.fill(pooled, place.row);
      this.place(pooled, place);
    }
    for (const pooled of this.pool) {
      if (pooled.element.hidden === !pooled.busy) continue;
      pooled.element.hidden = !pooled.busy;
      // A row out of use must not answer to the id of one in use.
      if (!pooled.busy) pooled.element.id = '';
    }
  }

  add() {
    const name = h('div', { class: 'nm', role: 'gridcell' });
    const cells = this.waterfall.columns.all.map(column => h('div', { class: column.isText ? 'tm text' : 'tm', role: 'gridcell' }));
    const element = h('div', { class: 'wf-row', role: 'row' }, name, ...cells);
    const pooled = { element, name, cells, ref: -1, version: -1, row: -1, busy: false };
    this.pool.push(pooled);
    this.byElement.set(element, pooled);
    this.parent.append(element);
    return pooled;
  }

  /** @param {PooledRow} pooled @param {number} row */
  fill(pooled, row) {
    const { list, model, version, texts, columns } = this.waterfall;
    const ref = list.rows[row];
    const group = list.group(ref);
    pooled.ref = ref;
    pooled.version = version;
    pooled.name.replaceChildren();
    append(pooled.name, nameCell(this.waterfall, row));
    columns.all.forEach((column, k) => {
      const text = column.value(ref);
      pooled.cells[k].textContent = text;
      if (column.isText) pooled.cells[k].title = text;
    });
    const start = list.isAside(ref) ? null : group ? group.startMicros : model.start[list.spanOf(ref)];
    if (start !== null && columns.shown[0] === 'duration') {
      pooled.cells[0].setAttribute('aria-label', texts.get('DurationFrom', columns.durationOf(ref), duration(start)));
    } else pooled.cells[0]?.removeAttribute('aria-label');

    const { element } = pooled;
    element.setAttribute('aria-level', String(list.depths[row] + 1));
    if (list.canOpen(ref)) element.setAttribute('aria-expanded', String(list.isOpen(ref)));
    else element.removeAttribute('aria-expanded');
  }

  /** @param {PooledRow} pooled @param {{ row: number, y: number, isSticky: boolean, isLastSticky: boolean }} place */
  place(pooled, { row, y, isSticky, isLastSticky }) {
    const { waterfall } = this;
    const { list } = waterfall;
    const { element, ref } = pooled;
    if (pooled.row !== row || element.id === '') {
      pooled.row = row;
      element.id = `wf-r${row}`;
      element.setAttribute('aria-rowindex', String(row + 1));
      const { place, of } = list.placeOf(row);
      element.setAttribute('aria-posinset', String(place));
      element.setAttribute('aria-setsize', String(of));
    }
    const isSelected = ref === waterfall.selected;
    const classes = ['wf-row', ...waterfall.rowClasses(ref)];
    if (isSelected) classes.push('sel');
    if (isSticky) classes.push('stick');
    if (isLastSticky) classes.push('last');
    const className = classes.join(' ');
    if (element.className !== className) {
      element.className = className;
      element.setAttribute('aria-selected', String(isSelected));
    }
    const transform = `translateY(${y}px)`;
    if (element.style.transform !== transform) element.style.transform = transform;
  }
}
