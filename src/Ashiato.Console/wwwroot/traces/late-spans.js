/**
 * Shows what comes late of a trace that is open: says how much it is, and takes it in when the reader asks for it; at once where the
 * page is live and the reader does nothing in it. Nothing moves by itself otherwise: whoever reads a timeline points at a row.
 */

import { settle } from '../js/settle.js';
import { h } from './dom.js';
import { count } from './format.js';
import { ServerSource } from './server-source.js';
import { startWaterfall } from './start.js';
import { keepView, takeOver } from './take-over.js';
import { writeView } from './view-state.js';
import { waits } from './waits.js';

/** Agents try again for some minutes; afterwards only a page that is live asks on. */
const YOUNG_SECONDS = 600;

/** What the page says around the timeline, and what comes late may change. */
const around = ['.trace-head .title', '.trace-head .figs', '.trace-told'];

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

/** More often than this nobody asks, whatever an address says. */
const SHORTEST_LIVE_SECONDS = 5;

/** @returns {number} the seconds between two drawings of a live page, or 0. This page has no switch of its own: the address carries it over. */
function live() {
  const seconds = Number(new URLSearchParams(location.search).get('live') ?? 0);
  return seconds > 0 ? Math.max(SHORTEST_LIVE_SECONDS, seconds) : 0;
}

/** True while something would be taken out of the reader's hands. @param {HTMLElement} element */
const isBusy = element =>
  document.querySelector('details.menu[open], dialog[open], [popover]:popover-open, .dragging') !== null
  || (document.activeElement instanceof HTMLElement && element.contains(document.activeElement) && document.activeElement.matches('input, select, button'));

/** @param {Waterfall} waterfall */
export async function followLate(waterfall) {
  const born = performance.now() - Number(waterfall.element.dataset.age) * 1_000;
  const late = new LateSpans(waterfall);
  for (const millis of waits()) {
    const isYoung = performance.now() - born < YOUNG_SECONDS * 1_000;
    if (!isYoung && !live()) return;
    await new Promise(resolve => setTimeout(resolve, Math.min(millis, live() * 1_000 || millis)));
    if (document.hidden) continue;
    try {
      await late.look();
      if (live() && !isBusy(late.waterfall.element)) await late.show();
    } catch {
      // The server is away: it may come back.
    }
  }
}

class LateSpans {
  /** @param {Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.url = waterfall.element.dataset.url ?? '';
    /** How many events there were when it was looked last. */
    this.size = eventsOf(waterfall.model.trace);
    /** The trace with what came since, as the server told it, or nothing. */
    this.text = '';
    this.isShowing = false;
  }

  /** Looks whether more has come, and says so. */
  async look() {
    const answer = await fetch(`${this.url}/size`, { headers: { accept: 'application/json' } });
    const size = answer.ok ? await answer.json() : this.size;
    if (size <= this.size) return;
    const response = await fetch(`${this.url}/columns`);
    if (!response.ok) return;
    const text = await response.text();
    const trace = await new ServerSource(this.url, text).trace();
    this.size = size;
    const more = eventsOf(trace) - eventsOf(this.waterfall.model.trace);
    if (more <= 0) return;
    this.text = text;
    this.tell(more);
  }

  /** @param {number} more */
  tell(more) {
    const { element, texts } = this.waterfall;
    const button = h('button', { class: 'btn small', type: 'button' }, texts.get('LateShow'));
    button.addEventListener('click', () => void this.show().catch(() => location.reload()));
    const place = element.querySelector('.wf-late');
    if (!(place instanceof HTMLElement)) return;
    place.replaceChildren(h('span', { class: 'num' }, texts.get('LateCame', count(more))), button);
    place.hidden = false;
  }

  /** Puts a timeline with all that has come into the place of the one that is there, and leaves what the reader did as it was. */
  async show() {
    if (!this.text || this.isShowing) return;
    this.isShowing = true;
    try {
      const { waterfall: old, text } = this;
      const response = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      settle(page);
      const next = page.querySelector('.wf');
      if (!(next instanceof HTMLElement)) return;
      const element = document.importNode(next, true);
      for (const selector of around) {
        const [now, then] = [document.querySelector(selector), page.querySelector(selector)];
        if (now && then) now.replaceWith(document.importNode(then, true));
      }
      const hadFocus = old.element.contains(document.activeElement);
      old.ended.abort();
      writeView(old);
      const before = keepView(old);
      old.element.replaceWith(element);
      const waterfall = await startWaterfall(element, new ServerSource(this.url, text), old.texts);
      if (!waterfall) return;
      this.waterfall = waterfall;
      takeOver(this.waterfall, before);
      if (hadFocus) this.waterfall.scroll.focus({ preventScroll: true });
      this.text = '';
      this.waterfall.toolbar.tell(old.texts.get('LateShown', count(eventsOf(this.waterfall.model.trace) - eventsOf(old.model.trace))));
    } finally {
      this.isShowing = false;
    }
  }
}

/** The events that a trace shows: what is drawn for a parent that never came is none. @param {import('./types.js').Trace} trace */
function eventsOf({ rows, errors }) {
  let events = errors.length;
  for (const row of rows) if (row.kind !== 'missing') events++;
  return events;
}
