/** The digest below the rows, sorted by own time. */

import { append, closest, h, part } from './dom.js';
import { digest } from './digest.js';
import { count, duration, percent } from './format.js';
import { AXIS_HEIGHT, OVERVIEW_HEIGHT, ROW_HEIGHT } from './measures.js';
import { callLabel } from './row-label.js';
import { preference, setPreference } from './view-state.js';

/** Overview and axis, with the lines between them. */
const HEAD_PIXELS = OVERVIEW_HEIGHT + AXIS_HEIGHT + 14;
const ROOM_PIXELS = 150;
const LOWEST_PIXELS = 170;
/** Rows may unfold later: the digest never takes more than this share. */
const MOST_SHARE = 0.4;
const PHONE_PIXELS = 720;

export class DigestTable {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    const { element } = waterfall;
    this.panel = part(element, '.wf-digest');
    this.body = part(element, '.wf-digest tbody');
    this.button = part(element, '.wf-digest-toggle');
    this.lines = digest(waterfall.model);
    this.button.addEventListener('click', () => {
      this.setOpen(this.panel.classList.contains('shut'));
      setPreference('digest', this.panel.classList.contains('shut') ? 'shut' : 'open');
    });
    this.body.addEventListener('click', event => {
      const row = closest(event, 'tr')?.dataset.row;
      if (row !== undefined) this.go(Number(row));
    });
  }

  /** Rows come first: the digest takes what they leave, and starts folded where that is little. */
  fit() {
    const { element, list } = this.waterfall;
    const { clientHeight } = part(element, '.wf-main');
    const room = clientHeight - HEAD_PIXELS - list.length * ROW_HEIGHT;
    this.panel.style.maxHeight = `${Math.max(LOWEST_PIXELS, Math.min(room, clientHeight * MOST_SHARE))}px`;
    const chosen = preference('digest');
    this.setOpen(chosen ? chosen === 'open' : innerWidth > PHONE_PIXELS && room > ROOM_PIXELS);
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.panel.classList.toggle('shut', !isOpen);
    this.button.setAttribute('aria-expanded', String(isOpen));
  }

  /** Selects the row that a line counts, or the equal calls it is folded into. @param {number} i */
  go(i) {
    const { waterfall } = this;
    const row = waterfall.list.nearestRowOf(i);
    if (row >= 0) waterfall.select(waterfall.list.rows[row]);
    else waterfall.reveal(i);
  }

  fill() {
    const { model, colouring } = this.waterfall;
    const all = this.lines.reduce((sum, line) => sum + line.selfMicros, 0) || 1;
    const most = this.lines[0]?.selfMicros || 1;
    this.body.replaceChildren();
    append(this.body, this.lines.map(line => {
      const hue = `var(${colouring.hueOf(line.row)})`;
      const cell = (/** @type {string} */ text) => h('td', { class: 'r' }, text);
      const what = h('button', { type: 'button', class: 'what' }, h('i', { class: 'mark', '--c': hue }), callLabel(model.row(line.row)));
      const share = h('div', { class: 'share' },
        h('div', { class: 'bar', '--c': hue }, h('i', { '--w': `${(line.selfMicros / most * 100).toFixed(1)}%` })),
        h('span', { class: 'num muted' }, percent(line.selfMicros / all)));
      return h('tr', { 'data-row': line.row },
        h('td', {}, what),
        cell(count(line.calls)),
        cell(duration(line.selfMicros)),
        h('td', {}, share),
        h('td', { class: 'r muted' }, line.prepareMicros > 0 && duration(line.prepareMicros)),
        cell(duration(line.averageMicros)),
        cell(duration(line.p95Micros)),
        cell(duration(line.maxMicros)));
    }));
  }
}
