/** All spans as a table, sorted by any column; only the rows in sight exist. What is looked for is all that it shows. */

import { append, closest, h, part } from './dom.js';
import { count, duration } from './format.js';
import { ROW_HEIGHT } from './measures.js';
import { callLabel } from './row-label.js';

/** @typedef {import('./trace-model.js').TraceModel} TraceModel */

const SPARE_ROWS = 4;

/** @type {Record<string, (model: TraceModel, i: number) => number | string>} */
const sorts = {
  name: (model, i) => model.row(i).name,
  service: (model, i) => model.service(i)?.name ?? '',
  type: (model, i) => [model.row(i).type, model.row(i).subtype].filter(Boolean).join('.'),
  start: (model, i) => model.start[i],
  duration: (model, i) => model.busy(i),
  self: (model, i) => model.self[i],
  status: (model, i) => (model.failed[i] ? 1e6 : 0) + (model.row(i).statusCode ?? 0),
};
/** Texts and starts are looked up from their beginning, durations from the longest. */
const ascending = new Set(['name', 'service', 'type', 'start']);

export class SpanTable {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.panel = part(waterfall.element, '.wf-spans');
    this.head = part(this.panel, '.wf-spans-head');
    this.rows = part(this.panel, '.wf-spans-rows');
    this.sort = 'duration';
    this.isReversed = false;
    /** @type {number[]} */
    this.order = [];
    this.head.addEventListener('click', event => {
      const sort = closest(event, 'button')?.dataset.sort;
      if (!sort) return;
      this.isReversed = sort === this.sort && !this.isReversed;
      this.sort = sort;
      this.fill();
    });
    this.rows.addEventListener('click', event => {
      const row = closest(event, '[data-row]')?.dataset.row;
      if (row !== undefined) this.waterfall.reveal(Number(row));
    });
    this.panel.addEventListener('scroll', () => this.paint(), { passive: true });
  }

  fill() {
    const { model, found } = this.waterfall;
    const value = sorts[this.sort];
    const order = [];
    for (let i = 0; i < model.count; i++) if (!found || found.hit[i]) order.push(i);
    const values = new Map(order.map(i => [i, value(model, i)]));
    const direction = ascending.has(this.sort) === this.isReversed ? -1 : 1;
    order.sort((a, b) => {
      const x = /** @type {any} */ (values.get(a));
      const y = /** @type {any} */ (values.get(b));
      return x === y ? a - b : (x < y ? -1 : 1) * direction;
    });
    this.order = order;
    for (const head of this.head.children) {
      const isSorted = /** @type {HTMLElement | null} */ (head.querySelector('button'))?.dataset.sort === this.sort;
      head.setAttribute('aria-sort', isSorted ? (direction > 0 ? 'ascending' : 'descending') : 'none');
    }
    this.rows.style.height = `${order.length * ROW_HEIGHT}px`;
    part(this.panel, '.wf-spans-table').setAttribute('aria-rowcount', String(order.length + 1));
    this.panel.scrollTop = 0;
    this.paint();
  }

  paint() {
    const { scrollTop, clientHeight } = this.panel;
    if (clientHeight === 0) return;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const last = Math.min(this.order.length, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + SPARE_ROWS);
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest('.wf-spans-row'))?.dataset.row;
    this.rows.replaceChildren();
    for (let at = first; at < last; at++) append(this.rows, [this.row(this.order[at], at)]);
    if (focused !== undefined) /** @type {HTMLElement | null} */ (this.rows.querySelector(`[data-row="${focused}"] button`))?.focus({ preventScroll: true });
  }

  /** @param {number} i @param {number} at */
  row(i, at) {
    const { model, colouring, texts, selected, words } = this.waterfall;
    const row = model.row(i);
    const cell = (/** @type {string} */ text, classes = '') => h('div', { role: 'cell', class: classes, title: text }, text);
    const times = model.calls(i);
    const element = h('div', { role: 'row', class: `wf-spans-row${i === selected ? ' sel' : ''}`, 'aria-rowindex': at + 2, 'data-row': i, '--y': `${at * ROW_HEIGHT}px` },
      h('div', { role: 'cell' }, h('button', { type: 'button', class: 'what' },
        h('i', { class: 'mark', '--c': `var(${colouring.hueOf(i)})` }),
        times > 1 && h('b', { class: 'times' }, `×${count(times)}`),
        row.kind === 'missing' ? texts.get('MissingParent') : callLabel(row, words))),
      cell(model.service(i)?.name ?? ''),
      cell([row.type, row.subtype].filter(Boolean).join('.')),
      cell(`+${duration(model.start[i])}`, 'r'),
      cell(duration(model.busy(i)), 'r'),
      cell(duration(model.self[i]), 'r'),
      cell(row.statusCode ? String(row.statusCode) : row.isFailed ? texts.get('Failed') : '', row.isFailed ? 'r fail' : 'r'));
    return element;
  }
}
