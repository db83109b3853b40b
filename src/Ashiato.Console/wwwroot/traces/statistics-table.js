/** The table of statistics below the rows: grouped as chosen, sorted by any column, at first by own time. */

import { append, closest, h, part } from './dom.js';
import { count, duration, percent } from './format.js';
import { callLabel } from './row-label.js';
import { groupings, statistics } from './statistics.js';

/** @typedef {import('./statistics.js').StatisticsLine} StatisticsLine */

/** More lines than this nobody reads; a line below the table counts the rest. */
const MOST_LINES = 200;

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
    this.body.replaceChildren();
    append(this.body, lines.slice(0, MOST_LINES).map(line => this.row(line, all, most)));
    this.rest.hidden = lines.length <= MOST_LINES;
    this.rest.textContent = texts.get('AndMore', count(lines.length - MOST_LINES));
  }

  /** @param {StatisticsLine} line @param {number} all @param {number} most */
  row(line, all, most) {
    const { model, colouring } = this.waterfall;
    const hue = `var(${colouring.hueOf(line.row)})`;
    const cell = (/** @type {string | false} */ text, classes = 'r') => h('td', { class: classes }, text);
    const label = line.name === '' ? callLabel(model.row(line.row)) : h('span', { class: 'lb' }, line.name);
    const share = h('div', { class: 'share' },
      h('div', { class: 'bar', '--c': hue }, h('i', { '--w': `${(line.selfMicros / most * 100).toFixed(1)}%` })),
      h('span', { class: 'num muted' }, percent(line.selfMicros / all)));
    return h('tr', { 'data-row': line.row },
      h('td', {}, h('button', { type: 'button', class: 'what' }, h('i', { class: 'mark', '--c': hue }), label)),
      cell(count(line.calls)),
      cell(duration(line.totalMicros)),
      cell(duration(line.selfMicros)),
      h('td', {}, share),
      cell(line.prepareMicros > 0 && duration(line.prepareMicros), 'r muted'),
      cell(duration(line.averageMicros)),
      cell(duration(line.p95Micros)),
      cell(duration(line.maxMicros)),
      cell(line.failures > 0 && count(line.failures), 'r fail'));
  }
}

/** @param {number | string} a @param {number | string} b */
const compare = (a, b) => (typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b));
