/** The table of statistics below the rows: grouped as chosen, sorted by any column, at first by own time. */

import { append, closest, h, part } from './dom.js';
import { count, duration, percent } from './format.js';
import { later } from './later.js';
import { callLabel } from './row-label.js';
import { groupings, statistics } from './statistics.js';

/** @typedef {import('./statistics.js').StatisticsLine} StatisticsLine */

/** More lines than this nobody reads; a line below the table counts the rest. */
const MOST_LINES = 200;
/** Tabs and the table's head, and a line, in pixels. */
const HEAD_PIXELS = 61;
const LINE_PIXELS = 26;
/** The bar of the share stands before this one of {@link figures}. */
const SHARE_AT = 3;

/** What each head sorts by. @type {Record<string, (line: StatisticsLine) => number | string>} */
const sorts = {
  what: line => line.name,
  calls: line => line.calls,
  total: line => line.totalMicros,
  self: line => line.selfMicros,
  prepare: line => line.prepareMicros,
  average: line => line.averageMicros ?? 0,
  p95: line => line.p95Micros ?? 0,
  max: line => line.maxMicros ?? 0,
  failures: line => line.failures,
};

export class StatisticsTable {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.panel = part(waterfall.element, '.wf-statistics');
    this.body = part(this.panel, 'tbody');
    this.rest = part(this.panel, '.wf-rest');
    this.select = /** @type {HTMLSelectElement} */ (part(waterfall.element, '.wf-grouping select'));
    this.sort = 'self';
    /** @type {StatisticsLine[]} */
    this.lines = [];
    /** Grows when lines are shown anew. */
    this.turn = 0;
    this.select.addEventListener('change', () => this.fill());
    part(this.panel, 'thead').addEventListener('click', event => {
      const sort = closest(event, 'button')?.dataset.sort;
      if (!sort) return;
      this.sort = sort;
      this.show();
    });
    this.body.addEventListener('click', event => {
      const row = closest(event, 'tr')?.dataset.row;
      if (row !== undefined) this.waterfall.go(Number(row));
    });
  }

  fill() {
    const grouping = groupings.find(known => known === this.select.value) ?? 'call';
    this.lines = statistics(this.waterfall.model, grouping);
    this.show();
  }

  show() {
    const { texts } = this.waterfall;
    const value = sorts[this.sort];
    const lines = [...this.lines].sort((a, b) => compare(value(b), value(a)));
    if (this.sort === 'what') lines.reverse();
    for (const head of this.panel.querySelectorAll('th')) {
      const isSorted = /** @type {HTMLElement | null} */ (head.querySelector('button'))?.dataset.sort === this.sort;
      if (isSorted) head.setAttribute('aria-sort', this.sort === 'what' ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    }
    const all = this.lines.reduce((sum, line) => sum + line.selfMicros, 0) || 1;
    const most = this.lines[0]?.selfMicros || 1;
    const rows = lines.slice(0, MOST_LINES);
    const first = document.readyState === 'complete' ? rows.length : this.linesInSight;
    this.body.replaceChildren(...rows.slice(0, first).map(line => this.row(line, all, most)));
    this.keepWidths(rows.slice(first));
    const turn = ++this.turn;
    if (first < rows.length) {
      later(() => {
        if (turn !== this.turn) return;
        this.keepWidths([]);
        append(this.body, rows.slice(first).map(line => this.row(line, all, most)));
      });
    }
    this.rest.hidden = lines.length <= MOST_LINES;
    this.rest.textContent = texts.get('AndMore', count(lines.length - MOST_LINES));
  }

  /** While the page is loaded, nobody can see more. */
  get linesInSight() {
    return Math.max(0, Math.ceil((this.waterfall.bottom.inSight - HEAD_PIXELS) / LINE_PIXELS));
  }

  /** Columns are as wide as lines need that are still to come: nothing moves when they do. @param {StatisticsLine[]} lines */
  keepWidths(lines) {
    this.panel.querySelector('tfoot')?.remove();
    if (lines.length === 0) return;
    const columns = lines.map(figures);
    const cells = columns[0].map((_, at) => h('td', {}, columns.map(column => column[at]).join('\n')));
    this.body.after(h('tfoot', {}, h('tr', {}, h('td'), ...cells.slice(0, SHARE_AT), h('td', {}, h('div', { class: 'share' })), ...cells.slice(SHARE_AT))));
  }

  /** @param {StatisticsLine} line @param {number} all @param {number} most */
  row(line, all, most) {
    const { model, colouring } = this.waterfall;
    const hue = `var(${colouring.hueOf(line.row)})`;
    const [calls, total, self, prepare, average, p95, max, failures] = figures(line);
    const cell = (/** @type {string} */ text, classes = 'r') => h('td', { class: classes }, text);
    const label = line.name === '' ? callLabel(model.row(line.row)) : h('span', { class: 'lb' }, line.name);
    const share = h('div', { class: 'share' },
      h('div', { class: 'bar', '--c': hue }, h('i', { '--w': `${(line.selfMicros / most * 100).toFixed(1)}%` })),
      h('span', { class: 'num muted' }, percent(line.selfMicros / all)));
    return h('tr', { 'data-row': line.row },
      h('td', {}, h('button', { type: 'button', class: 'what' }, h('i', { class: 'mark', '--c': hue }), label)),
      cell(calls),
      cell(total),
      cell(self),
      h('td', {}, share),
      cell(prepare, 'r muted'),
      cell(average),
      cell(p95),
      cell(max),
      cell(failures, 'r fail'));
  }
}

/** What a line's cells say, but for its name and its share. @param {StatisticsLine} line */
const figures = line => [
  count(line.calls), duration(line.totalMicros), duration(line.selfMicros), line.prepareMicros > 0 ? duration(line.prepareMicros) : '',
  duration(line.averageMicros), duration(line.p95Micros), duration(line.maxMicros), line.failures > 0 ? count(line.failures) : '',
];

/** @param {number | string} a @param {number | string} b */
const compare = (a, b) => (typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b));
